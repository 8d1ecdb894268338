"""Work that nobody waits for: mails, clean-ups. Kept in a file of SQLite, or in Redis by URL, until it is done.

A function becomes a job by ``@job()``. It then runs at once when called, and soon, somewhere, after ``.later()``. A job
may be run twice when a process is killed in the middle of it.
"""

import hashlib
import hmac
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.api import PeriodicTask
from huey.consumer import Consumer, Worker
from huey.exceptions import CancelExecution
from huey.serializer import SignedSerializer
from huey.signals import SIGNAL_INTERRUPTED
from redis import RedisError

from server.core import limits

__all__ = ["Job", "TryLater", "begin", "crontab", "end", "job", "periodic", "run_all"]

log = logging.getLogger(__name__)
# One that waits for a slow mail server must not hold up the others.
WORKERS = 4
# At the latest after this long a job is found that another process has left, and one whose next try is due.
LOOK_SECONDS = 5
# Jobs that are running get this long to end when the server stops; then they are left for the next start.
GRACE_SECONDS = 10
_PATIENCE_SECONDS = 5
_jobs: dict[str, "Job"] = {}
_periodic: dict[str, Callable[[datetime], bool]] = {}


class TryLater(Exception):
    """What a job raises when it cannot be done now and nobody has made a mistake: a server is away."""


class Job:
    """A function that can be done later.

    Args:
        work: a function of a module; what it is given has to fit into JSON.
        retries: how often it is tried again.
        retry_delay: seconds until the first of these; each further one waits four times as long.
    """

    def __init__(self, work: Callable[..., None], retries: int, retry_delay: int) -> None:
        self.name = f"{work.__module__}.{work.__qualname__}"
        self._work = work
        self._retries = retries
        self._retry_delay = retry_delay
        _jobs[self.name] = self

    def __call__(self, *arguments: Any, **named: Any) -> None:
        """Do it now."""
        self._work(*arguments, **named)

    def later(self, *arguments: Any, **named: Any) -> None:
        """Have it done soon; to be called after the commit of what it is about."""
        self.after(0, *arguments, **named)

    def after(self, seconds: int, *arguments: Any, **named: Any) -> None:
        """Have it done in so many seconds, or a little later."""
        queue = _queue()
        options = {"retries": self._retries, "retry_delay": self._retry_delay}
        if seconds:
            options["delay"] = seconds
        try:
            queue.enqueue(queue.run.s(self.name, arguments, named, **options))
        except RedisError as error:
            # What it is about is committed, and its sender must not believe otherwise.
            log.error("%s is not going to be done, for Redis is away: %s", self.name, error)


def job(retries: int = 3, retry_delay: int = 30) -> Callable[[Callable[..., None]], Job]:
    """Make a job of a function; see ``Job``."""
    return lambda work: Job(work, retries, retry_delay)


def periodic(when: Callable[[datetime], bool]) -> Callable[[Callable[[], None]], Job]:
    """Make a job of a function that is done by itself again and again.

    Args:
        when: as ``crontab(hour="3", minute="0")``, in UTC; asked once a minute.
    """

    def decorate(work: Callable[[], None]) -> Job:
        made = Job(work, retries=0, retry_delay=0)
        _periodic[made.name] = when
        return made

    return decorate


def begin(app: Flask) -> None:
    """Begin to do what is waiting, until ``end``."""
    with app.app_context():
        queue = _queue()
    for name, when in _periodic.items():
        queue.add_periodic(name, when)
    consumer = _Consumer(
        queue,
        workers=WORKERS,
        max_delay=LOOK_SECONDS,
        scheduler_interval=LOOK_SECONDS,
        shutdown_timeout=GRACE_SECONDS,
    )
    # Otherwise it would take SIGTERM and SIGINT over, and the server could no longer be stopped.
    consumer._set_signal_handlers = lambda: None
    queue.consumer = consumer
    consumer.start()


def end(app: Flask) -> None:
    """Let the jobs that are running end, and leave the others for the next start."""
    with app.app_context():
        queue = _queue()
    queue.consumer.stop(graceful=True)
    queue.notify_interrupted_tasks()
    queue.storage.close()


def run_all(moment: datetime | None = None) -> None:
    """Do everything that is waiting now; with ``moment``, also what is due by then."""
    queue = _queue()
    due = moment.astimezone(UTC).replace(tzinfo=None) if moment else None
    for task in queue.read_schedule(due):
        queue.enqueue(task)
    while (task := queue.dequeue()) is not None:
        queue.execute(task, due)


def _queue() -> Any:
    """Return the queue of the current application, made when it is first needed."""
    found = current_app.extensions.get("jobs")
    if found is None:
        found = current_app.extensions["jobs"] = _make_queue(current_app._get_current_object())  # type: ignore[attr-defined]
    return found


def _make_queue(app: Flask) -> Huey:
    secret = app.config["SECRET_KEY"]
    # Huey pickles; a signature keeps whoever can write into Redis from running code here.
    options = {"results": False, "serializer": SignedSerializer(secret=secret, salt="parley jobs")}
    url = app.config["REDIS_URL"]
    if not url:
        return _FileQueue(app, "parley", filename=str(app.config["DATA_DIR"] / "jobs.db"), **options)
    # Two installations on one Redis do not share their secret.
    name = "parley" + hmac.new(secret.encode(), b"jobs", hashlib.sha256).hexdigest()[:16]
    impatient = f"socket_timeout={_PATIENCE_SECONDS}&socket_connect_timeout={_PATIENCE_SECONDS}"
    return _RedisQueue(app, name, url=f"{url}{'&' if '?' in url else '?'}{impatient}", **options)


class _Queue(Huey):
    """What both kinds of queue have: one task that runs any job, and a bell for workers that sleep."""

    consumer: "_Consumer"

    def __init__(self, app: Flask, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.app = app
        self.bell = threading.Semaphore(0)
        self.run = self.task(name="run", retry_backoff=4)(self._run)
        self.signal(SIGNAL_INTERRUPTED)(lambda _signal, task: self.enqueue(task))
        self._is_away = False

    def add_periodic(self, name: str, when: Callable[[datetime], bool]) -> None:
        """Have a job done by itself."""

        def run() -> None:
            with self.app.app_context():
                # Every process that shares the work looks at the clock.
                if limits.first_time(f"periodic:{name}", 50):
                    _jobs[name]()

        self.periodic_task(when, name=name)(run)

    def _run(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        with self.app.app_context():
            try:
                _jobs[name](*arguments, **named)
            except TryLater as reason:
                log.warning("%s: %s", name, reason)
                raise CancelExecution from reason

    def enqueue(self, task: Any) -> Any:
        try:
            super().enqueue(task)
        except RedisError as error:
            if not isinstance(task, PeriodicTask):
                raise
            # Its time comes again.
            self._complain(error)
        self.bell.release()

    def dequeue(self) -> Any:
        try:
            task = super().dequeue()
        except RedisError as error:
            self._complain(error)
            return None
        self._is_away = False
        return task

    def read_schedule(self, timestamp: datetime | None = None) -> Any:
        try:
            return super().read_schedule(timestamp)
        except RedisError as error:
            self._complain(error)
            return []

    def _complain(self, error: Exception) -> None:
        if not self._is_away:
            log.warning("jobs wait until Redis is back: %s", error)
        self._is_away = True
        time.sleep(1)


class _FileQueue(_Queue, SqliteHuey):
    pass


class _RedisQueue(_Queue, RedisHuey):
    pass


class _Worker(Worker):
    delay: float

    def sleep(self) -> None:
        self.delay = min(self.delay, self.max_delay)
        if self.huey.bell.acquire(timeout=self.delay):
            self.delay = self.default_delay
        else:
            self.delay *= self.backoff


class _Consumer(Consumer):
    worker_class = _Worker

    def stop(self, graceful: bool = False) -> None:
        self.stop_flag.set()
        for _ in range(WORKERS):
            self.huey.bell.release()
        super().stop(graceful)
