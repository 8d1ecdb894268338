"""Answers kept in this process until what they were made from changes."""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar

V = TypeVar("V")
# What a command line in another process changes is heard of after this long at the latest.
KEEP_SECONDS = 5
_all: list["Memory"] = []


class Memory(Generic[V]):
    """A bounded store of answers, each made once and forgotten exactly when it is no longer true.

    Whoever changes what an answer was made from calls ``forget`` after the commit. An answer that was being made at
    that moment is given but not kept. With several processes (``REDIS_URL``) nothing is kept, since a change in one
    would not be heard in another.
    """

    # Set for the whole process: whether changes can happen where we do not hear of them.
    shared_with_others = False

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._answers: dict[Hashable, tuple[V, float]] = {}
        self._changes = 0
        _all.append(self)

    def get(self, key: Hashable, make: Callable[[], V | None]) -> V | None:
        """Return the answer for ``key``, made with ``make`` when it is not known; None is never kept."""
        known = self.peek(key)
        if known is not None:
            return known
        since = self.moment()
        answer = make()
        if answer is not None:
            self.keep(key, answer, since)
        return answer

    def peek(self, key: Hashable) -> V | None:
        """Return the answer for ``key`` if it is known."""
        known = self._answers.get(key)
        if known is None or known[1] < monotonic():
            return None
        return known[0]

    def moment(self) -> int:
        """Return a mark for ``keep``: what is read after it is true until something is forgotten."""
        return self._changes

    def keep(self, key: Hashable, answer: V, since: int | None = None) -> None:
        """Keep an answer that is true now; or that was read after the ``moment`` in ``since``, if it still is."""
        if Memory.shared_with_others or since not in (None, self._changes):
            return
        self._answers.pop(key, None)
        if len(self._answers) >= self._most:
            # The oldest goes: dictionaries keep the order in which keys came.
            del self._answers[next(iter(self._answers))]
        self._answers[key] = answer, monotonic() + KEEP_SECONDS

    def forget(self, key: Hashable) -> None:
        """Forget one answer: what it was made from has changed."""
        self._changes += 1
        self._answers.pop(key, None)

    def forget_all(self) -> None:
        """Forget everything."""
        self._changes += 1
        self._answers.clear()


def start(*, shared_with_others: bool) -> None:
    """Begin with nothing known, for an application that has just been made."""
    Memory.shared_with_others = shared_with_others
    for memory in _all:
        memory.forget_all()
