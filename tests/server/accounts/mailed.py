"""People whose mail comes to a real server."""

import pytest

from server.core import jobs


class Post:
    """Does the jobs that wait, and shows what has come of it."""

    def __init__(self, app, server):
        self._app = app
        self._server = server

    def to(self, address):
        """Return the mails that have come for an address, the oldest first."""
        with self._app.app_context():
            # A job may leave another.
            for _ in range(2):
                jobs.run_all()
        return self._server.to(address)

    def forget(self):
        """Begin anew."""
        self.to("nobody")
        self._server.mails.clear()


@pytest.fixture
def config(mail_server):
    return {"SMTP_URL": mail_server.url, "PUBLIC_URL": "https://chat.example.org"}


@pytest.fixture
def post(app, mail_server):
    """What has been mailed."""
    return Post(app, mail_server)
