"""Slowing down who fails often: counted in memory, or in Redis when several processes share the work."""

import math
import time
from typing import Any

from flask import Flask, current_app
from flask_babel import lazy_gettext
from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from server.core.errors import Refused

# Ten failures in a quarter of an hour are free; then one try each half minute until the quarter is over.
_FREE_FAILURES = RateLimitItemPerMinute(10, 15)
_SLOW_TRIES = RateLimitItemPerSecond(1, 30)


def init_app(app: Flask) -> None:
    """Choose where failures are counted."""
    url = app.config["REDIS_URL"]
    storage: Any = storage_from_string(url, wrap_exceptions=True) if url else MemoryStorage()
    app.extensions["failures"] = FixedWindowRateLimiter(storage)
    app.extensions["failures_fallback"] = FixedWindowRateLimiter(MemoryStorage())


def check_failures(*keys: str) -> None:
    """Refuse a try when any of ``keys`` (an account, an address) has failed too often lately.

    Raises:
        Refused: ``slow_down``, with the seconds until the next try is taken.
    """
    for key in keys:
        if not _count("test", _FREE_FAILURES, key) and not _count("hit", _SLOW_TRIES, key):
            wait = max(1, math.ceil(_reset_time(_SLOW_TRIES, key) - time.time()))
            raise Refused(
                "slow_down",
                lazy_gettext("Too many tries. Please wait %(seconds)s seconds and try again.", seconds=wait),
                status=429,
                retry_after=wait,
            )


def note_failure(*keys: str) -> None:
    """Count one failure against each of ``keys``."""
    for key in keys:
        _count("hit", _FREE_FAILURES, key)


def forget_failures(key: str) -> None:
    """Forget what ``key`` has failed: it succeeded."""
    limiter: FixedWindowRateLimiter = current_app.extensions["failures"]
    try:
        limiter.clear(_FREE_FAILURES, key)
        limiter.clear(_SLOW_TRIES, key)
    except StorageError:
        return


def _count(verb: str, item: Any, key: str) -> bool:
    try:
        return bool(getattr(current_app.extensions["failures"], verb)(item, key))
    except StorageError:
        # Redis is away: counting in this process alone is weaker than together, and far better than an error.
        return bool(getattr(current_app.extensions["failures_fallback"], verb)(item, key))


def _reset_time(item: Any, key: str) -> float:
    try:
        return float(current_app.extensions["failures"].get_window_stats(item, key).reset_time)
    except StorageError:
        return float(current_app.extensions["failures_fallback"].get_window_stats(item, key).reset_time)
