"""What is mailed here comes to a real server."""

from tests.server.accounts.mailed import config, post

__all__ = ["config", "post"]
