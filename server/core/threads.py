"""Native threads for work that would stop the event loop: commits and password hashes.

Which kind of thread depends on the event loop, and only ``server.realtime`` knows that; it says so once with ``use``.
"""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def _here(work: Callable[..., Any], *arguments: Any) -> Any:
    return work(*arguments)


_runner: Callable[..., Any] = _here
_give_way: Callable[[], Any] = lambda: None  # noqa: E731


def use(runner: Callable[..., Any], give_way: Callable[[], Any]) -> None:
    """Say how this event loop does it.

    Args:
        runner: ``runner(work, *arguments)`` carries out what ``in_thread`` is given; returns or raises what it does.
        give_way: what ``give_way`` calls.
    """
    global _runner, _give_way
    _runner, _give_way = runner, give_way


def give_way() -> None:
    """Let everything run that is ready to, then go on."""
    _give_way()


def in_thread(work: Callable[..., T], *arguments: Any) -> T:
    """Run ``work(*arguments)`` in a native thread while the event loop goes on; return its result, raise its error.

    Without an event loop (command line, tests) it runs where it is called.
    """
    result: T = _runner(work, *arguments)
    return result
