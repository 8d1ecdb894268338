"""Native threads for work that would stop the event loop: commits and password hashes.

Which kind of thread depends on the event loop, and only ``server.realtime`` knows that; it says so once with ``use``.
"""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def _here(work: Callable[..., Any], *arguments: Any) -> Any:
    return work(*arguments)


_runner: Callable[..., Any] = _here


def use(runner: Callable[..., Any]) -> None:
    """Let ``runner(work, *arguments)`` carry out what ``in_thread`` is given, and return or raise what it does."""
    global _runner
    _runner = runner


def in_thread(work: Callable[..., T], *arguments: Any) -> T:
    """Run ``work(*arguments)`` in a native thread while the event loop goes on; return its result, raise its error.

    Without an event loop (command line, tests) it runs where it is called.
    """
    result: T = _runner(work, *arguments)
    return result
