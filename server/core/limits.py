"""How often something may be done, by a person and by an address: counted in memory, or in Redis by URL."""

import functools
import math
import time
from typing import Any

from flask import Flask, Response, current_app, request
from flask_babel import lazy_gettext
from flask_limiter import ApplicationLimit, Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from flask_login import current_user
from limits import RateLimitItem, RateLimitItemPerMinute, RateLimitItemPerSecond, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from server.core.config import OFF
from server.core.errors import Refused, answer

# Ten failures in a quarter of an hour are free; then one try each half minute until the quarter is over.
_FREE_FAILURES = RateLimitItemPerMinute(10, 15)
_SLOW_TRIES = RateLimitItemPerSecond(1, 30)
# With a Redis that hangs: how long the first who asks it waits, and how long nobody asks it then.
_PATIENCE_SECONDS = 1
_LOOK_AGAIN_SECONDS = 5


def init_app(app: Flask) -> None:
    """Choose where is counted, and put the general limits in front of every write."""
    url = app.config["REDIS_URL"]
    impatient = {"socket_timeout": _PATIENCE_SECONDS, "socket_connect_timeout": _PATIENCE_SECONDS}
    app.config.update(
        RATELIMIT_STORAGE_URI=url or "memory://",
        RATELIMIT_STORAGE_OPTIONS=impatient if url else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(url),
        RATELIMIT_KEY_PREFIX="parley",
    )
    _limiter().init_app(app)
    shared = storage_from_string(url, wrap_exceptions=True, **impatient) if url else None
    app.extensions["counts"] = _Counts(shared)


def spend(kind: str, key: str | int) -> None:
    """Count one use of something limited against ``key`` (a person, an address); see
    ``config.RATES``.

    Raises:
        Refused: ``slow_down``, with the seconds until there is room again.
    """
    rate = current_app.config["LIMITS"][kind]
    if rate == OFF:
        return
    item = _parsed(rate)
    if not _count("hit", item, f"{kind}:{key}"):
        raise slow_down(_reset_time(item, f"{kind}:{key}") - time.time())


@functools.cache
def _parsed(rate: str) -> RateLimitItem:
    return parse(rate)


def slow_down(seconds: float) -> Refused:
    """Too much at once; there is room again after so many seconds."""
    wait = max(1, math.ceil(seconds))
    sentence = lazy_gettext(
        "That was a bit fast. Please wait %(seconds)s seconds and try again.", seconds=wait
    )
    return Refused("slow_down", sentence, status=429, retry_after=wait)


def _limiter() -> Limiter:
    """Return a limiter of our general limits: one for each application, since each has settings of its own."""
    limits = [
        ApplicationLimit(functools.partial(_rate, kind), key_function=key, exempt_when=_only_reads)
        for kind, key in (("writes", _person), ("address_writes", get_remote_address))
    ]
    return Limiter(
        _person,
        application_limits=limits,  # type: ignore[arg-type]
        on_breach=_breach,
    )


def _only_reads() -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS")


def _rate(kind: str) -> str:
    rate: str = current_app.config["LIMITS"][kind]
    return "1000000 per second" if rate == OFF else rate


def _person() -> str:
    return f"person:{current_user.id}" if current_user.is_authenticated else f"address:{get_remote_address()}"


def _breach(limit: RequestLimit) -> Response:
    return answer(slow_down(limit.reset_at - 1 - time.time()))


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


def first_time(key: str, seconds: int) -> bool:
    """Return whether ``key`` is new within so many seconds, and remember it."""
    return _count("hit", RateLimitItemPerSecond(1, seconds), key)


def forget_failures(key: str) -> None:
    """Forget what ``key`` has failed: it succeeded."""
    _counts().do("clear", _FREE_FAILURES, key)
    _counts().do("clear", _SLOW_TRIES, key)


class _Counts:
    """Counts together with the other processes; alone while Redis is away, which is weaker and better than an error."""

    def __init__(self, shared: Any) -> None:
        self._alone = FixedWindowRateLimiter(MemoryStorage())
        self._shared = FixedWindowRateLimiter(shared) if shared else None
        self._alone_until = 0.0

    def do(self, verb: str, item: RateLimitItem, key: str) -> Any:
        """Carry out what a rate limiter can."""
        if self._shared and time.monotonic() >= self._alone_until:
            try:
                return getattr(self._shared, verb)(item, key)
            except StorageError:
                # Looking for it at every post would keep each of them waiting.
                self._alone_until = time.monotonic() + _LOOK_AGAIN_SECONDS
        return getattr(self._alone, verb)(item, key)


def _counts() -> _Counts:
    counts: _Counts = current_app.extensions["counts"]
    return counts


def _count(verb: str, item: RateLimitItem, key: str) -> bool:
    return bool(_counts().do(verb, item, key))


def _reset_time(item: RateLimitItem, key: str) -> float:
    return float(_counts().do("get_window_stats", item, key).reset_time)
