"""The one writer: every change runs here, in groups that share a commit.

While a commit runs in its native thread, operations that arrive wait; the next commit takes all of them. Whoever finds
the writer idle leads a group, and hands the lead to the first who waits (leader and followers, as in group commit of
database logs). So a lone operation is committed at once, and a crowd costs one ``fsync``.
"""

import itertools
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.core.threads import give_way, in_thread

T = TypeVar("T")
log = logging.getLogger(__name__)
# Bounds how long the first of a group waits for the last.
LARGEST_GROUP = 256


def write(operation: Callable[["Transaction"], T], alike: "Alike | None" = None) -> T:
    """Run ``operation`` in the current application's writer; see ``Writer.write``."""
    writer: Writer = current_app.extensions["writer"]
    return writer.write(operation, alike)


class Alike(NamedTuple):
    """The quick way of an operation of which many come at once.

    ``together(transaction, items)`` carries out several in one go and returns their results in order. It may give up
    by raising anything: then its changes are undone and each one's own operation is run, which knows every case.
    """

    together: Callable[["Transaction", list[Any]], list[Any]]
    item: Any


class Transaction:
    """What an operation works with: a session to read and write through, and what to do once it is committed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.afterwards: list[Callable[[], None]] = []

    def after_commit(self, work: Callable[[], None]) -> None:
        """Run ``work`` on the event loop after the commit, in the order of the operations; not at all without one."""
        self.afterwards.append(work)


class _Entry:
    __slots__ = ("alike", "error", "leads", "operation", "ready", "value")

    def __init__(self, operation: Callable[[Transaction], Any], alike: Alike | None) -> None:
        self.operation = operation
        self.alike = alike
        self.ready = threading.Event()
        self.leads = False
        self.value: Any = None
        self.error: BaseException | None = None


class Writer:
    """Runs operations one after the other on one engine, several to a commit."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = threading.Lock()
        self._waiting: list[_Entry] = []
        self._led = False

    def write(self, operation: Callable[[Transaction], T], alike: Alike | None = None) -> T:
        """Run ``operation`` in a transaction, commit, run what it left for afterwards, and return its result.

        Args:
            operation: gets a ``Transaction``; runs in a native thread, so it may use neither the request nor the
                application. An error that it raises undoes its own changes alone and is raised here.
            alike: the quick way to do it together with others of its kind.

        Raises:
            sqlalchemy.exc.DBAPIError: the database could not commit; nothing of the operation is kept.
        """
        entry = _Entry(operation, alike)
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
        # Those that have arrived in the same turn of the event loop come along: a third more posts/s of 16 senders.
        give_way()
        with self._lock:
            group = [own, *self._waiting[: LARGEST_GROUP - 1]]
            del self._waiting[: LARGEST_GROUP - 1]
        try:
            for work in in_thread(self._commit, group):
                _tell(work)
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

    def _commit(self, group: list[_Entry]) -> list[Callable[[], None]]:
        """Run and commit the group; return what is to be done afterwards."""
        try:
            return self._run(group)
        except DBAPIError as error:
            if len(group) == 1:
                group[0].error = error
                return []
        # One that cannot be committed (a deadlock between processes) must not take the others with it.
        return [work for entry in group for work in self._commit([entry])]

    def _run(self, group: list[_Entry]) -> list[Callable[[], None]]:
        afterwards: list[Callable[[], None]] = []
        runs = [
            list(run)
            for _, run in itertools.groupby(group, lambda entry: entry.alike and entry.alike.together)
        ]
        with Session(self.engine, expire_on_commit=False) as session:
            for entries in runs:
                afterwards += self._run_alike(session, entries, only=len(runs) == 1)
            session.commit()
        return afterwards

    def _run_alike(self, session: Session, entries: list[_Entry], *, only: bool) -> list[Callable[[], None]]:
        alike = entries[0].alike
        if alike is not None:
            transaction = Transaction(session)
            try:
                with _undone_if_it_fails(session, only=only):
                    values = alike.together(
                        transaction, [entry.alike.item for entry in entries if entry.alike]
                    )
            except Exception as error:
                log.debug("done one by one instead: %r", error)
            else:
                for entry, value in zip(entries, values, strict=True):
                    entry.value, entry.error = value, None
                return transaction.afterwards
        only = only and len(entries) == 1
        return [work for entry in entries for work in self._run_alone(session, entry, only=only)]

    def _run_alone(self, session: Session, entry: _Entry, *, only: bool) -> list[Callable[[], None]]:
        entry.error, entry.value = None, None
        transaction = Transaction(session)
        try:
            with _undone_if_it_fails(session, only=only):
                entry.value = entry.operation(transaction)
        except DBAPIError as error:
            if _is_deadlock(error):
                # The database chose this group to give way; its members are run again, each by itself.
                raise
            entry.error = error
            return []
        except Exception as error:
            entry.error = error
            return []
        return transaction.afterwards


@contextmanager
def _undone_if_it_fails(session: Session, *, only: bool) -> Iterator[None]:
    """Undo what is done within if it raises, and nothing else that is in the transaction.

    When nothing else is, that needs no savepoint, which is as dear as the rest of a post.
    """
    if not only:
        with session.begin_nested():
            yield
        return
    try:
        yield
        session.flush()
    except BaseException:
        session.rollback()
        raise


def _tell(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        # It is committed: a listener that fails must not make the sender believe otherwise.
        log.exception("telling of a committed change failed")


def _is_deadlock(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "40P01" or "deadlock" in str(error.orig).lower()
