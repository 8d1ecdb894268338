"""What one process does on one core, as shipped: live delivery, posting, opening rooms, memory.

    python3 run.py bench chat

Everything is on: signed-in people, access checks, Markdown, SQLite with synchronous=FULL, versions, acknowledgements.
"""

import subprocess

from filled import FILLED, HISTORY, fill_room
from harness import LOAD_CORE, MARKDOWN, PLAIN, Account, Parley, load, load_command, machine, pinned, table

PEOPLE = 50
SECONDS = 5


def main() -> None:
    """Measure and print."""
    print(machine())
    parley = Parley()
    try:
        people = parley.people(PEOPLE)
        room = people[0].call("POST", "/rooms", {"kind": "open", "name": "Bench"})["id"]
        for person in people[1:]:
            person.call("POST", f"/rooms/{room}/join", {})
        cookies = [person.cookie for person in people]
        # First: what a load has left behind would hide what a connection takes.
        memory(parley, cookies, room)
        live(parley, cookies, room)
        posting(parley, cookies, room)
    finally:
        parley.stop()
    reading()


def live(parley: Parley, cookies: list[str], room: int) -> None:
    """Posts to a room that many follow."""
    rows = []
    for clients, in_flight in ((10, 1), (100, 1), (100, 16), (1000, 1), (1000, 4), (1000, 32)):
        run = load(
            "chat",
            parley.port,
            cookies,
            clients,
            min(16, in_flight, clients),
            in_flight,
            SECONDS,
            room,
            PLAIN,
        )
        rows.append(
            [
                clients,
                in_flight,
                run["deliveries_per_s"],
                run["posts_per_s"],
                run["delivery_p50_ms"],
                run["delivery_p99_ms"],
                run["errors"] + run["dropped"],
                run["load_core_share"],
            ]
        )
    head = ["clients in the room", "posts in flight", "deliveries/s", "posts/s", "p50 ms", "p99 ms", "errors"]
    table("Live delivery", [*head, "load's core"], rows)


def posting(parley: Parley, cookies: list[str], room: int) -> None:
    """Acknowledged, committed posts of a few senders."""
    rows = []
    for name, text in (("plain", PLAIN), ("Markdown", MARKDOWN)):
        for senders in (1, 16, 64):
            run = load("chat", parley.port, cookies, senders, senders, senders, SECONDS, room, text)
            rows.append(
                [name, senders, run["posts_per_s"], run["ack_p50_ms"], run["ack_p99_ms"], run["errors"]]
            )
    table("Posting", ["text", "senders", "acknowledged posts/s", "p50 ms", "p99 ms", "errors"], rows)


def memory(parley: Parley, cookies: list[str], room: int) -> None:
    """What an idle connection costs."""
    clients = 1000
    before = parley.memory_kb()
    command = load_command("chat", parley.port, cookies, clients, 1, 1, 0.1, room, PLAIN, "idle")
    idle = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=pinned(LOAD_CORE)
    )
    assert idle.stdin and idle.stdout
    joined = idle.stdout.readline()
    after = parley.memory_kb()
    idle.stdin.write("\n")
    idle.communicate()
    table(
        "Memory",
        ["idle connections", "before KB", "after KB", "KB a connection", "joining"],
        [
            [
                clients,
                before,
                after,
                (after - before) / clients,
                joined.split("join_s")[1].strip('": }\n') + " s",
            ]
        ],
    )


def reading() -> None:
    """Opening a room and paging through it, with many messages in the database."""
    parley = Parley(fill_room)
    try:
        reader = Account(parley.base)
        reader.call("POST", "/session", FILLED)
        newest = "/api/v1/rooms/1/messages"
        paths = {
            "open a room (newest 50)": newest,
            "a page in the middle": f"{newest}?before={HISTORY // 2}",
            "around one message": f"{newest}?around={HISTORY // 3}",
            "my rooms": "/api/v1/rooms",
            "catch up with 200 changes": f"/api/v1/streams/room:1/changes?since={HISTORY + 2 - 200}",
        }
        rows = []
        for name, path in paths.items():
            run = load("get", parley.port, [reader.cookie], 8, SECONDS, path)
            rows.append([name, run["requests_per_s"], run["p50_ms"], run["p99_ms"], run["errors"]])
        table(
            f"Reading, {HISTORY:,} messages in the room",
            ["", "requests/s", "p50 ms", "p99 ms", "errors"],
            rows,
        )
    finally:
        parley.stop()


if __name__ == "__main__":
    main()
