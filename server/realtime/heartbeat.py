"""Pings for every connection from one greenlet; stock sleeps in one of its own for each."""

import time
from collections import deque
from typing import Any

import eventlet
from engineio import packet


class Heartbeat:
    """Pings each connection an interval after it was last heard, and closes those that do not answer in time."""

    def __init__(self) -> None:
        # Both are in the order of their moments, since intervals are the same for all: looking at the head is enough.
        self._to_ping: deque[tuple[float, Any]] = deque()
        self._to_answer: deque[tuple[float, Any]] = deque()
        self._beating = False

    def heard(self, engine_socket: Any) -> None:
        """Note that a connection is alive, which schedules its next ping."""
        engine_socket.last_ping = None
        self._to_ping.append((time.time() + engine_socket.server.ping_interval, engine_socket))
        if not self._beating:
            self._beating = True
            eventlet.spawn_n(self._beat)

    def _beat(self) -> None:
        while self._to_ping or self._to_answer:
            eventlet.sleep(1)
            moment = time.time()
            while self._to_ping and self._to_ping[0][0] <= moment:
                _, engine_socket = self._to_ping.popleft()
                if not engine_socket.closed:
                    engine_socket.last_ping = moment
                    engine_socket.queue.put(packet.Packet(packet.PING))
                    self._to_answer.append((moment, engine_socket))
            while (
                self._to_answer and self._to_answer[0][0] + self._to_answer[0][1].server.ping_timeout < moment
            ):
                asked, engine_socket = self._to_answer.popleft()
                if not engine_socket.closed and engine_socket.last_ping == asked:
                    engine_socket.close(
                        wait=False, abort=False, reason=engine_socket.server.reason.PING_TIMEOUT
                    )
        self._beating = False


heartbeat = Heartbeat()
