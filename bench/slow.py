"""One client that stops reading among a thousand others, in a room where messages keep coming.

    python3 run.py bench slow

Three kinds of rounds take turns, over the same thousand connections: without it; with it, and whenever the server drops
it, another takes its place; and with it coming back instead, catching up over the API, checking that it has every
message, and stopping to read again.
"""

import os
import statistics
import time
from dataclasses import dataclass, field
from typing import Any

from load import PLAIN, Crowd
from reader import Reader, connected_ports
from report import Report
from servers import LOAD_CORE, Account, Parley, pinned

CLIENTS = 1000
PEOPLE = 200
SECONDS = 4
ROUNDS = 3
IN_FLIGHT = 4
WITHOUT, WITH, BACK = "without it", "with it", "with it, coming back"
# Of a thousand characters: many short ones in the same bytes would be more than can be caught up with one by one.
TEXT = " ".join([PLAIN] * 15)
LOOK_SECONDS = 0.2


@dataclass
class Round:
    """What one round saw."""

    run: dict[str, Any] = field(default_factory=dict)
    growth_kb: int = 0
    drops: list["Drop"] = field(default_factory=list)


@dataclass
class Drop:
    """A connection that the server has ended, and the return of its client."""

    after_seconds: float
    behind_kb: float
    missed: int
    how: str
    back_ms: float


def main() -> None:
    """Measure and print."""
    report = Report("slow")
    parley = Parley()
    allowed = os.sched_getaffinity(0)
    try:
        people = parley.people(PEOPLE)
        room = parley.room(people)
        cookies = [person.cookie for person in people]
        crowd = Crowd(
            parley.port,
            cookies,
            clients=CLIENTS,
            in_flight=IN_FLIGHT,
            seconds=SECONDS,
            rooms=[room],
            text=TEXT,
        )
        pinned(LOAD_CORE)()
        # The first round fills what is filled only once.
        play(parley, crowd, WITHOUT, people[-1], room)
        rounds: dict[str, list[Round]] = {WITHOUT: [], WITH: [], BACK: []}
        for _ in range(ROUNDS):
            for kind, seen in rounds.items():
                seen.append(play(parley, crowd, kind, people[-1], room))
        crowd.leave()
    finally:
        os.sched_setaffinity(0, allowed)
        parley.stop()
    tell_of_the_others(report, rounds)
    tell_of_it(report, rounds)
    report.save()


def play(parley: Parley, crowd: Crowd, kind: str, slow: Account, room: int) -> Round:
    """Let the crowd post for a round."""
    seen = Round()
    reader = None if kind == WITHOUT else Reader(parley.port, slow.cookie, room)
    since = time.monotonic()
    before = parley.memory_kb()
    crowd.begin()
    end = since + SECONDS
    while time.monotonic() < end:
        time.sleep(LOOK_SECONDS)
        seen.growth_kb = max(seen.growth_kb, parley.memory_kb() - before)
        # To look costs the load's core a little, so every kind of round does it.
        connected = connected_ports(parley.port)
        if reader is None or reader.own_port in connected:
            continue
        if kind == BACK:
            drop, reader = come_back(parley, slow, reader, room, time.monotonic() - since)
            seen.drops.append(drop)
            since = time.monotonic()
        else:
            reader = Reader(parley.port, slow.cookie, room)
    seen.run = crowd.end()
    return seen


def come_back(
    parley: Parley, slow: Account, dropped: Reader, room: int, after_seconds: float
) -> tuple[Drop, Reader]:
    """Connect again and catch up with what was missed; fail when anything is missing then."""
    at_drop = slow.call("GET", f"/rooms/{room}")["version"]
    dropped.read_what_is_left()
    begun = time.monotonic()
    reader = Reader(parley.port, slow.cookie, room)
    answer = slow.call("GET", f"/streams/room:{room}/changes?since={dropped.version}")
    back_ms = (time.monotonic() - begun) * 1000
    how = "newest page"
    if not answer.get("reset"):
        how = "every change"
        versions = [change["version"] for change in answer["changes"]]
        expected = list(range(dropped.version + 1, answer["version"] + 1))
        # What is committed between the two looks of the server may come as well.
        if versions[: len(expected)] != expected or answer["version"] < reader.version:
            raise SystemExit(f"lost while away: {sorted({*expected} - {*versions})}")
    behind_kb = (at_drop - dropped.version) * dropped.frame_bytes / 1000
    missed = answer["version"] - dropped.version
    return Drop(after_seconds, behind_kb, missed, how, back_ms), reader


def tell_of_the_others(report: Report, rounds: dict[str, list[Round]]) -> None:
    """Print what the thousand noticed."""
    rows: list[list[Any]] = []
    for kind, seen in rounds.items():
        p99 = [one.run["delivery_p99_ms"] for one in seen]
        rows.append(
            [
                kind,
                statistics.median(one.run["deliveries_per_s"] for one in seen),
                statistics.median(one.run["delivery_p50_ms"] for one in seen),
                statistics.median(p99),
                f"{statistics.median(p99) / (rows[0][3] if rows else statistics.median(p99)):.2f}x",
                f"{min(p99):.0f} to {max(p99):.0f}",
                max(one.growth_kb for one in seen),
                sum(one.run["errors"] + one.run["dropped"] for one in seen),
            ]
        )
    head = [
        f"{CLIENTS:,} others, {ROUNDS} rounds each",
        "deliveries/s",
        "p50 ms",
        "p99 ms",
        "against without it",
    ]
    more = ["p99 of each round", "memory grew by at most, KB", "errors"]
    report.table("One client that stops reading", [*head, *more], rows)


def tell_of_it(report: Report, rounds: dict[str, list[Round]]) -> None:
    """Print what became of the one that does not read."""
    drops = [drop for one in rounds[BACK] for drop in one.drops]
    if not drops:
        raise SystemExit("The client that does not read was never dropped.")
    report.table(
        "What becomes of it",
        ["", "seen"],
        [
            ["times dropped", len(drops)],
            ["dropped after, s", statistics.median(drop.after_seconds for drop in drops)],
            ["most that ever waited for it, with the kernel's, KB", max(drop.behind_kb for drop in drops)],
            ["changes missed when it was back, at most", max(drop.missed for drop in drops)],
            ["caught up by", " and ".join(sorted({drop.how for drop in drops}))],
            ["connected, joined and caught up, ms", statistics.median(drop.back_ms for drop in drops)],
        ],
    )


if __name__ == "__main__":
    main()
