"""The one writer: operations share commits, and each has its own success or failure."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from server.core import db
from server.core.writer import LARGEST_GROUP, Writer


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lines.db"


@pytest.fixture
def writer(path):
    """A writer on a database with one table, in which a line may be a follow-up to another."""
    engine = create_engine(f"sqlite:///{path}", pool_size=2)
    db._tune_writer(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE lines (id INTEGER PRIMARY KEY, text TEXT UNIQUE,"
            " follows INTEGER REFERENCES lines(id) DEFERRABLE INITIALLY DEFERRED)"
        )
    yield Writer(engine)
    engine.dispose()


@pytest.fixture
def commits(writer):
    """Every commit there is from now on."""
    commits = []
    event.listen(writer.engine, "commit", commits.append)
    return commits


def lines(path):
    """What another connection can read: what is committed."""
    with sqlite3.connect(path) as connection:
        return [row[0] for row in connection.execute("SELECT text FROM lines ORDER BY id")]


def add(line, follows=None):
    """Make the operation that adds a line."""

    def operation(tx):
        statement = text("INSERT INTO lines (text, follows) VALUES (:line, :follows)")
        tx.session.execute(statement, {"line": line, "follows": follows})
        return line

    return operation


class Crowd:
    """Operations that arrive while another one is being written, so that the next commit takes all of them.

    ``before_the_next`` is called when the first is committed and the others are about to be.
    """

    def __init__(self, writer, size, before_the_next=lambda: None):
        self.writer = writer
        self.before_the_next = before_the_next
        self.pool = ThreadPoolExecutor(size + 1)
        self.running, self.may_end = threading.Event(), threading.Event()
        self.first = self.pool.submit(writer.write, self._hold)
        self.running.wait()

    def _hold(self, tx):
        tx.session.execute(text("SELECT 1"))
        tx.after_commit(self.before_the_next)
        self.running.set()
        self.may_end.wait()

    def write(self, *operations):
        """Return the outcome of each operation: its result, or the error that its sender got."""
        pending = []
        for operation in operations:
            pending.append(self.pool.submit(self.writer.write, operation))
            # One after the other, so that their order is known.
            while len(self.writer._waiting) < len(pending):
                threading.Event().wait(0.001)
        self.may_end.set()
        self.first.result()
        with self.pool:
            return [future.exception() or future.result() for future in pending]


def test_an_operation_is_committed_before_its_sender_is_told(writer, path):
    assert writer.write(add("one")) == "one"
    assert lines(path) == ["one"]


def test_operations_that_arrive_during_a_commit_share_the_next(writer, path, commits):
    crowd = Crowd(writer, 20)
    names = [f"line {number}" for number in range(20)]
    assert crowd.write(*map(add, names)) == names
    assert lines(path) == names
    assert len(commits) == 2


def test_a_group_has_an_end_and_the_rest_follow(writer, path, commits):
    size = LARGEST_GROUP + 10
    names = [f"line {number}" for number in range(size)]
    assert Crowd(writer, size).write(*map(add, names)) == names
    assert lines(path) == names
    assert len(commits) == 3


def test_an_operation_that_fails_undoes_itself_alone(writer, path, commits):
    def fail(tx):
        add("half")(tx)
        raise ValueError("not this one")

    outcome = Crowd(writer, 3).write(add("one"), fail, add("two"))
    assert (outcome[0], type(outcome[1]), outcome[2]) == ("one", ValueError, "two")
    assert lines(path) == ["one", "two"]
    assert len(commits) == 2


def test_a_statement_that_the_database_refuses_fails_alone(writer, path):
    writer.write(add("taken"))
    outcome = Crowd(writer, 3).write(add("one"), add("taken"), add("two"))
    assert (outcome[0], type(outcome[1]), outcome[2]) == ("one", IntegrityError, "two")
    assert lines(path) == ["taken", "one", "two"]


def test_what_cannot_be_committed_does_not_take_the_others_with_it(writer, path):
    # Only the commit finds out that line 812 does not exist.
    outcome = Crowd(writer, 3).write(add("one"), add("orphan", follows=812), add("two"))
    assert (outcome[0], type(outcome[1]), outcome[2]) == ("one", IntegrityError, "two")
    assert lines(path) == ["one", "two"]


def test_a_commit_that_fails_tells_every_sender(writer, path):
    told = []

    def orphan(line):
        def operation(tx):
            tx.after_commit(lambda: told.append(line))
            return add(line, follows=812)(tx)

        return operation

    outcome = Crowd(writer, 3).write(*map(orphan, ("one", "two", "three")))
    assert [type(error) for error in outcome] == [IntegrityError] * 3
    assert (told, lines(path)) == ([], [])


def test_a_database_that_is_locked_tells_every_sender(writer, path):
    event.listen(writer.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA busy_timeout=1"))
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        crowd = Crowd(writer, 3, before_the_next=lambda: other.execute("BEGIN IMMEDIATE"))
        outcome = crowd.write(*map(add, ("one", "two", "three")))
    assert [type(error) for error in outcome] == [OperationalError] * 3
    assert lines(path) == []


@pytest.mark.parametrize("last_words", ["commit", "begin"])
def test_it_goes_on_after_a_failure(writer, path, last_words):
    event.listen(writer.engine, "checkout", lambda raw, *_: raw.execute("PRAGMA busy_timeout=1"))
    if last_words == "commit":
        with pytest.raises(IntegrityError):
            writer.write(add("orphan", follows=812))
    else:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(OperationalError, match="locked"):
                writer.write(add("one"))
    assert [writer.write(add(line)) for line in ("two", "three")] == ["two", "three"]
    assert lines(path) == ["two", "three"]


def test_telling_comes_after_the_commit_and_in_the_order_of_the_operations(writer, path):
    told = []

    def tell_twice(line):
        def operation(tx):
            tx.after_commit(lambda: told.append((line, "first", line in lines(path))))
            tx.after_commit(lambda: told.append((line, "second", line in lines(path))))
            return add(line)(tx)

        return operation

    Crowd(writer, 3).write(*map(tell_twice, ("one", "two", "three")))
    assert told == [(line, time, True) for line in ("one", "two", "three") for time in ("first", "second")]


def test_nothing_is_told_of_an_operation_that_failed(writer):
    told = []

    def fail(tx):
        tx.after_commit(lambda: told.append("never"))
        raise ValueError

    with pytest.raises(ValueError):
        writer.write(fail)
    assert told == []


def test_a_listener_that_fails_keeps_nobody_from_hearing_of_the_commit(writer, path, caplog):
    told = []

    def operation(tx):
        tx.after_commit(lambda: 1 / 0)
        tx.after_commit(lambda: told.append("heard"))
        return add("one")(tx)

    assert writer.write(operation) == "one"
    assert (told, lines(path)) == (["heard"], ["one"])
    assert "ZeroDivisionError" in caplog.text


def test_an_operation_that_is_tried_again_tells_once(writer):
    told = []

    def operation(tx):
        tx.after_commit(lambda: told.append("one"))
        return add("one")(tx)

    Crowd(writer, 2).write(operation, add("orphan", follows=812))
    assert told == ["one"]


def test_many_senders_at_once_lose_nothing(writer, path):
    with ThreadPoolExecutor(8) as pool:
        names = {f"line {number}" for number in range(400)}
        assert set(pool.map(lambda line: writer.write(add(line)), names)) == names
    assert set(lines(path)) == names
