"""Counting wrong second factors, so that nobody can try out all of them."""

from collections.abc import Callable
from typing import TypeVar

from server.core import limits
from server.core.errors import Refused

T = TypeVar("T")


def counted(user_id: int, attempt: Callable[[], T]) -> T:
    """Carry out ``attempt``, unless there were too many that were refused as ``invalid`` lately.

    Raises:
        Refused: ``slow_down``, or as ``attempt`` does.
    """
    key = f"second:{user_id}"
    limits.check_failures(key)
    try:
        result = attempt()
    except Refused as error:
        if error.code == "invalid":
            limits.note_failure(key)
        raise
    limits.forget_failures(key)
    return result
