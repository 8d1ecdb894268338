"""The line to the other processes: what one of them says, Redis carries to all others.

Redis forgets. What is said while it is away, or over a connection that breaks, never arrives, and nobody is told. So
each process numbers what it says, and says every few seconds at least that it lives. Whoever finds a hole in the
numbers, or does not even hear itself, knows that something may have been missed.
"""

import json
import logging
import secrets
import time
from typing import Any, Protocol

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from server.realtime.hub import socketio

BEAT_SECONDS = 2
# Without a word for so long, not even one's own: the connection is dead, or Redis hangs.
SILENCE_SECONDS = 6
# A process that others hear nothing of for so long is no more.
GONE_SECONDS = 10
RETRY_SECONDS = 1
# Nothing that people wait for may wait for a Redis that hangs.
PATIENCE_SECONDS = 3

log = logging.getLogger(__name__)


class Ears(Protocol):
    """Who wants to know what goes on on the line."""

    def hear(self, process: str, what: str, data: Any, body: bytes) -> None:
        """Take what another process has said."""

    def missed(self, process: str | None) -> None:
        """Know that something of a process (None: of any) may have been missed; also of one that is new."""

    def gone(self, process: str) -> None:
        """Know that a process is no more."""


class Line:
    """What this process says to the others and hears of them.

    Args:
        channel: the same for all who share the work, and for nobody else.
    """

    def __init__(self, url: str, channel: str, ears: Ears) -> None:
        self.name = secrets.token_hex(8)
        self._channel = channel
        self._ears = ears
        self._redis = Redis.from_url(
            url,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._number = 0
        self._waiting: list[bytes] = []
        self._sending = False
        self._silent_until = 0.0
        # Of each other process: the number of what it said last, and when that was.
        self._others: dict[str, tuple[int, float]] = {}
        self._is_open = False
        self.is_deaf = True

    def open(self) -> None:
        """Begin to listen, and to say that this process lives."""
        self._is_open = True
        socketio.start_background_task(self._listen)
        socketio.start_background_task(self._beat)

    def close(self) -> None:
        """Say goodbye."""
        self._is_open = False
        self.say("gone")

    def say(self, what: str, data: Any = None, body: bytes = b"") -> None:
        """Tell all other processes, soon and in the order of the calls; while Redis is away, nobody."""
        self._number += 1
        if time.monotonic() < self._silent_until:
            return
        self._waiting.append(json.dumps([self.name, self._number, what, data]).encode() + b"\n" + body)
        if not self._is_open:
            # A command line, or one that is about to end: there is no later.
            self._send()
        elif not self._sending:
            self._sending = True
            socketio.start_background_task(self._send)

    def _send(self) -> None:
        try:
            while self._waiting:
                # All that was said in one turn of the event loop, and while the last was on its way, goes together.
                words, self._waiting = self._waiting, []
                pipeline = self._redis.pipeline(transaction=False)
                for word in words:
                    pipeline.publish(self._channel, word)
                pipeline.execute()
        except (RedisError, OSError) as error:
            # Not sent again: nobody knows whether it went out, and it would come too late. The others find the hole.
            self._waiting.clear()
            self._silent_until = time.monotonic() + RETRY_SECONDS
            if not self.is_deaf:
                log.warning("Cannot tell the other processes: %s", error)
        finally:
            self._sending = False

    def _listen(self) -> None:
        while self._is_open:
            try:
                self._listen_until_it_breaks()
            except Exception as error:
                # Whatever it was: a process that never hears again would be worse.
                self.is_deaf = True
                log.warning(
                    "Redis is away (%s). This process goes on alone; its people hear of what others write every few "
                    "seconds, from the database.",
                    error,
                )
            while self._is_open:
                socketio.sleep(RETRY_SECONDS)
                if self._answers():
                    break

    def _answers(self) -> bool:
        try:
            return bool(self._redis.ping())
        except RedisError:
            return False

    def _listen_until_it_breaks(self) -> None:
        with self._redis.pubsub() as ear:
            ear.subscribe(self._channel)
            while self._is_open:
                word = ear.get_message(timeout=SILENCE_SECONDS)
                if word is None:
                    raise RedisError(f"nothing came for {SILENCE_SECONDS} seconds")
                if word["type"] == "message":
                    self._take(word["data"])
                else:
                    # Once this comes back, nothing is missed any more.
                    self._silent_until = 0
                    self.say("lives")

    def _take(self, word: bytes) -> None:
        head, _, body = word.partition(b"\n")
        try:
            process, number, what, data = json.loads(head)
        except (ValueError, TypeError):
            log.warning("Somebody else uses the channel %s", self._channel)
            return
        if process == self.name:
            self._hear_oneself()
            return
        before, _ = self._others.get(process, (None, 0))
        if before is not None and number <= before:
            # Redis hung, and now says again what was given up.
            return
        self._others[process] = number, time.monotonic()
        if before is None or number > before + 1:
            self._ears.missed(process)
        if what == "gone":
            self._forget(process)
        elif what != "lives":
            self._ears.hear(process, what, data, body)

    def _hear_oneself(self) -> None:
        if self.is_deaf:
            self.is_deaf = False
            # Nobody could be heard meanwhile: their time begins anew.
            self._others = {
                process: (number, time.monotonic()) for process, (number, _) in self._others.items()
            }
            log.warning("Redis is there. This process hears the others.")
            self._ears.missed(None)

    def _beat(self) -> None:
        while self._is_open:
            self.say("lives")
            if self.is_deaf:
                self._ears.missed(None)
            else:
                # Who hears nothing at all cannot know who is gone.
                last = time.monotonic() - GONE_SECONDS
                for process in [p for p, (_, heard) in self._others.items() if heard < last]:
                    self._forget(process)
            socketio.sleep(BEAT_SECONDS)

    def _forget(self, process: str) -> None:
        self._others.pop(process, None)
        self._ears.gone(process)
