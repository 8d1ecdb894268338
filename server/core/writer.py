"""The one writer: every change runs here, in groups that share a commit.

While a commit runs in its native thread, operations that arrive wait; the next commit takes all of them. Whoever finds
the writer idle leads a group, and hands the lead to the first who waits (leader and followers, as in group commit of
database logs). So a lone operation is committed at once, and a crowd costs one ``fsync``.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.core.threads import in_thread

T = TypeVar("T")
log = logging.getLogger(__name__)
# Bounds how long the first of a group waits for the last.
LARGEST_GROUP = 256


def write(operation: Callable[["Transaction"], T]) -> T:
    """Run ``operation`` in the current application's writer; see ``Writer.write``."""
    writer: Writer = current_app.extensions["writer"]
    return writer.write(operation)


class Transaction:
    """What an operation works with: a session to read and write through, and what to do once it is committed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.afterwards: list[Callable[[], None]] = []

    def after_commit(self, work: Callable[[], None]) -> None:
        """Run ``work`` on the event loop after the commit, in the order of the operations; not at all without one."""
        self.afterwards.append(work)


class _Entry:
    __slots__ = ("afterwards", "error", "leads", "operation", "ready", "value")

    def __init__(self, operation: Callable[[Transaction], Any]) -> None:
        self.operation = operation
        self.ready = threading.Event()
        self.leads = False
        self.value: Any = None
        self.error: BaseException | None = None
        self.afterwards: list[Callable[[], None]] = []


class Writer:
    """Runs operations one after the other on one engine, several to a commit."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._waiting: list[_Entry] = []
        self._led = False

    def write(self, operation: Callable[[Transaction], T]) -> T:
        """Run ``operation`` in a transaction, commit, run what it left for afterwards, and return its result.

        Args:
            operation: gets a ``Transaction``; runs in a native thread, so it may use neither the request nor the
                application. An error that it raises undoes its own changes alone and is raised here.

        Raises:
            sqlalchemy.exc.DBAPIError: the database could not commit; nothing of the operation is kept.
        """
        entry = _Entry(operation)
        with self._lock:
            entry.leads = not self._led
            self._led = True
            if not entry.leads:
                self._waiting.append(entry)
        if not entry.leads:
            entry.ready.wait()
        if entry.leads:
            self._lead(entry)
        if entry.error is not None:
            raise entry.error
        result: T = entry.value
        return result

    def _lead(self, own: _Entry) -> None:
        with self._lock:
            group = [own, *self._waiting[: LARGEST_GROUP - 1]]
            del self._waiting[: LARGEST_GROUP - 1]
        try:
            in_thread(self._commit, group)
            for entry in group:
                self._finish(entry)
        except BaseException as error:
            for entry in group:
                entry.error = entry.error or error
            raise
        finally:
            for entry in group[1:]:
                entry.ready.set()
            self._hand_over()

    def _hand_over(self) -> None:
        with self._lock:
            if not self._waiting:
                self._led = False
                return
            successor = self._waiting.pop(0)
        successor.leads = True
        successor.ready.set()

    def _finish(self, entry: _Entry) -> None:
        if entry.error is not None:
            return
        for work in entry.afterwards:
            try:
                work()
            except Exception:
                # It is committed: a listener that fails must not make the sender believe otherwise.
                log.exception("telling of a committed change failed")

    def _commit(self, group: list[_Entry]) -> None:
        try:
            self._run(group)
        except DBAPIError as error:
            # One that cannot be committed (a deadlock between processes) must not take the others with it.
            for entry in group:
                if len(group) > 1:
                    self._commit([entry])
                else:
                    entry.error = error
        # A deadlock undid one operation inside the group; alone it goes through.
        if len(group) > 1:
            for entry in group:
                if isinstance(entry.error, DBAPIError) and _is_deadlock(entry.error):
                    self._commit([entry])

    def _run(self, group: list[_Entry]) -> None:
        with Session(self.engine, expire_on_commit=False) as session:
            for entry in group:
                entry.error, entry.value, entry.afterwards = None, None, []
                transaction = Transaction(session)
                try:
                    with session.begin_nested():
                        entry.value = entry.operation(transaction)
                    entry.afterwards = transaction.afterwards
                except Exception as error:
                    entry.error = error
            session.commit()


def _is_deadlock(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "40P01" or "deadlock" in str(error.orig).lower()
