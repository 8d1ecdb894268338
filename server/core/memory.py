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

    def __init__(
        self, most: int = 10_000, weigh: Callable[[V], int] | None = None, *, may_lag: bool = False
    ) -> None:
        """Keep at most so many answers; or, with ``weigh``, answers of at most this weight together.

        Args:
            may_lag: keep them with several processes, too: nothing is wrong when what another process changes is known
                here ``KEEP_SECONDS`` later.
        """
        self._most = most
        self._may_lag = may_lag
        self._weigh = weigh
        self._answers: dict[Hashable, tuple[V, float]] = {}
        # A new one at each change, so that threads cannot lose count of them.
        self._latest_change = object()
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

    def moment(self) -> object:
        """Return a mark for ``keep``: what is read after it is true until something is forgotten."""
        return self._latest_change

    def keep(self, key: Hashable, answer: V, since: object = None) -> None:
        """Keep an answer that is true now; or that was read after the ``moment`` in ``since``, if it still is."""
        if (Memory.shared_with_others and not self._may_lag) or since not in (None, self._latest_change):
            return
        self._answers.pop(key, None)
        self._answers[key] = answer, monotonic() + KEEP_SECONDS
        while self._weight() > self._most:
            # The oldest goes: dictionaries keep the order in which keys came.
            del self._answers[next(iter(self._answers))]

    def forget(self, key: Hashable) -> None:
        """Forget one answer: what it was made from has changed."""
        self._latest_change = object()
        self._answers.pop(key, None)

    def forget_all(self) -> None:
        """Forget everything."""
        self._latest_change = object()
        self._answers.clear()

    def _weight(self) -> int:
        if self._weigh is None:
            return len(self._answers)
        return sum(self._weigh(answer) for answer, _ in list(self._answers.values()))


def start(*, shared_with_others: bool) -> None:
    """Begin with nothing known, for an application that has just been made."""
    Memory.shared_with_others = shared_with_others
    forget_everything()


def forget_everything() -> None:
    """Forget every answer of the process: somebody else may have changed anything."""
    for memory in _all:
        memory.forget_all()
