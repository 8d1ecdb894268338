"""Password hashes: Argon2id, in a native thread so that nobody else waits."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from server.core.threads import in_thread

# OWASP's first recommendation for Argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# What a name that does not exist is compared with, so that time does not tell which names do.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the hash to keep."""
    return in_thread(_hasher.hash, password)


def verify_password(kept: str | None, password: str) -> bool:
    """Return whether the password is the one; ``kept`` is None for nobody, which takes as long and is False."""
    return in_thread(_verify, kept or _NOBODY, password) and kept is not None


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False
