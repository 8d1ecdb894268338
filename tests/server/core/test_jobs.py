"""Work that nobody waits for."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app

from server.core import jobs

done: list[object] = []


@jobs.job()
def note(what, times=1):
    done.extend([what] * times)


@jobs.job(retries=2, retry_delay=30)
def fail():
    done.append("tried")
    raise jobs.TryLater("nobody is there")


@jobs.job(retries=1, retry_delay=30)
def break_down():
    done.append("tried")
    raise ValueError("a mistake")


@jobs.job()
def where_am_i():
    done.append(current_app.config["SECRET_KEY"])


@pytest.fixture(autouse=True)
def fresh():
    done.clear()


@pytest.fixture
def context(app):
    with app.app_context():
        yield app


def in_minutes(minutes):
    return datetime.now(UTC) + timedelta(minutes=minutes)


def test_called_it_is_done_at_once(context):
    note("now")
    assert done == ["now"]


def test_later_it_is_done_once_by_whoever_works(context):
    note.later("first")
    note.later("second", times=2)
    assert done == []
    jobs.run_all()
    jobs.run_all()
    assert done == ["first", "second", "second"]


def test_it_runs_within_the_application(context):
    where_am_i.later()
    jobs.run_all()
    assert done == ["a key for tests"]


@pytest.mark.parametrize(("failing", "tries"), [(fail, 3), (break_down, 2)])
def test_what_fails_is_tried_again_after_a_while_and_then_given_up(context, failing, tries):
    failing.later()
    jobs.run_all()
    assert len(done) == 1
    jobs.run_all()
    assert len(done) == 1, "it did not wait"
    for minutes in (1, 10, 100, 1000):
        jobs.run_all(in_minutes(minutes))
    assert len(done) == tries


def test_each_try_waits_longer_than_the_one_before(context):
    fail.later()
    jobs.run_all()
    jobs.run_all(in_minutes(0.6))
    assert len(done) == 2
    jobs.run_all(in_minutes(1.5))
    assert len(done) == 2
    jobs.run_all(in_minutes(2.6))
    assert len(done) == 3


def test_one_that_breaks_down_does_not_stop_the_others(context):
    break_down.later()
    note.later("after it")
    jobs.run_all()
    assert done == ["tried", "after it"]


def test_what_waits_outlives_the_process(context):
    note.later("kept")
    del context.extensions["jobs"]
    jobs.run_all()
    assert done == ["kept"]


def test_what_somebody_else_put_into_the_queue_is_not_run(context):
    note.later("ours")
    context.config["SECRET_KEY"] = "another"
    del context.extensions["jobs"]
    with pytest.raises(ValueError, match="mismatch"):
        jobs.run_all()
    assert done == []


def test_redis_keeps_them_by_url(context, redis):
    context.config["REDIS_URL"] = redis.url
    note.later("over there")
    del context.extensions["jobs"]
    jobs.run_all()
    assert done == ["over there"]


def test_without_its_redis_nothing_breaks(context, redis, caplog):
    context.config["REDIS_URL"] = redis.url
    note.later("lost")
    redis.kill()
    note.later("lost as well")
    jobs.run_all()
    assert done == []
    assert "is not going to be done" in caplog.text
    assert "jobs wait until Redis is back" in caplog.text
