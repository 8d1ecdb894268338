"""How cost grows on one core: a long history, ten thousand connections, the first page.

python3 run.py bench scale
"""

import gzip
import json
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

from filled import FILLED, HISTORY, fill_room
from harness import LOAD_CORE, PLAIN, Account, Parley, load, load_command, machine, pinned, table

SECONDS = 4
CROWD = 10_000


def main() -> None:
    """Measure and print."""
    print(machine())
    reading()
    crowd()
    first_page()


def reading() -> None:
    """Open, page and post in rooms of very different length."""
    rows: list[list[Any]] = []
    for messages in (1_000, HISTORY, 1_000_000):
        parley = Parley(lambda folder, count=messages: fill_room(folder, count))  # type: ignore[misc]
        try:
            reader = Account(parley.base)
            reader.call("POST", "/session", FILLED)
            newest = "/api/v1/rooms/1/messages"
            tag = _tag(reader, newest)
            runs = [
                load("get", parley.port, [reader.cookie], 8, SECONDS, newest),
                load("get", parley.port, [reader.cookie], 8, SECONDS, newest, tag),
                load("get", parley.port, [reader.cookie], 8, SECONDS, f"{newest}?before={messages // 2}"),
                load("get", parley.port, [reader.cookie], 8, SECONDS, _since(messages)),
                load("chat", parley.port, [reader.cookie], 16, 16, 16, SECONDS, 1, PLAIN),
            ]
            rows.append(
                [f"{messages:,}", *(run.get("requests_per_s", run.get("posts_per_s")) for run in runs)]
            )
        finally:
            parley.stop()
    head = [
        "messages in the room",
        "open/s",
        "unchanged (304)/s",
        "a page in the middle/s",
        "catch up 200/s",
        "posts/s",
    ]
    table("A long history", head, rows)


def crowd() -> None:
    """Ten thousand connections in one process."""
    parley = Parley()
    try:
        people = parley.people(50)
        rooms = [
            people[0].call("POST", "/rooms", {"kind": "open", "name": name})["id"]
            for name in ("Hall", "Nook")
        ]
        for person in people[1:]:
            for room in rooms:
                person.call("POST", f"/rooms/{room}/join", {})
        cookies = [person.cookie for person in people]
        alone = load("chat", parley.port, cookies, 10, 1, 1, SECONDS, rooms[1], PLAIN)
        before = parley.memory_kb()
        command = load_command("chat", parley.port, cookies, CROWD, 1, 1, 8, rooms[0], PLAIN, "idle")
        hall = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=pinned(LOAD_CORE)
        )
        assert hall.stdin and hall.stdout
        joined = json.loads(hall.stdout.readline())
        after = parley.memory_kb()
        beside = load("chat", parley.port, cookies, 10, 1, 1, SECONDS, rooms[1], PLAIN)
        hall.stdin.write("\n")
        run = json.loads(hall.communicate()[0])
        rows = [
            ["joined", f"{joined['joined']:,} in {joined['join_s']:.1f} s"],
            ["memory of an idle connection", f"{(after - before) / CROWD:.1f} KB"],
            [
                "one message to all, p50 / p99",
                f"{run['delivery_p50_ms']:.0f} / {run['delivery_p99_ms']:.0f} ms",
            ],
            ["another room with 10 clients, p50 alone", f"{alone['delivery_p50_ms']:.1f} ms"],
            ["the same beside the idle crowd", f"{beside['delivery_p50_ms']:.1f} ms"],
        ]
        table(f"{CROWD:,} connections", ["", ""], rows)
    finally:
        parley.stop()


def first_page() -> None:
    """What the first visit has to load before there is something to use."""
    parley = Parley()
    try:
        page = urllib.request.urlopen(parley.base).read()
        sizes = {"root page": len(gzip.compress(page))}
        dist = Path(__file__).resolve().parents[1] / "client" / "dist" / "assets"
        for path in sorted(dist.iterdir()):
            if path.suffix in (".js", ".css"):
                sizes[path.suffix] = len(gzip.compress(path.read_bytes(), 9))
        table("The first page, gzipped", ["", "KB"], [[name, size / 1000] for name, size in sizes.items()])
    finally:
        parley.stop()


def _since(messages: int) -> str:
    # The room's stream begins with the room itself and its first member.
    return f"/api/v1/streams/room:1/changes?since={messages + 2 - 200}"


def _tag(reader: Account, path: str) -> str:
    with reader.opener.open(reader.base + path) as response:
        return str(response.headers["ETag"])


if __name__ == "__main__":
    main()
