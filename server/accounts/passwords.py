"""Password hashes: Argon2id, in a native thread so that nobody else waits."""

import contextlib
import ctypes

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from server.core.threads import in_thread

# OWASP's first recommendation for Argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Each of 20 native threads would keep the 19 MiB of its last hash for ever, 310 MB in all; this has glibc give large
# blocks back at once. Other libraries of C do so by themselves, or have no such switch.
_M_MMAP_THRESHOLD = -3
with contextlib.suppress(OSError, AttributeError):
    ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1 << 20)
# What a name that does not exist is compared with, so that time does not tell which names do.
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the hash to keep."""
    return in_thread(_hasher.hash, password)


def verify_password(kept: str | None, password: str) -> bool:
    """Return whether the password is the one.

    ``kept`` is None for nobody and empty for who has no password: both take as long as a wrong one, and are False.
    """
    return in_thread(_verify, kept or _NOBODY, password) and bool(kept)


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False
