"""What one process does on one core, as shipped: live delivery, posting, opening rooms, memory.

    python3 run.py bench chat

Everything is on: signed-in people, access checks, Markdown, SQLite with synchronous=FULL, versions, acknowledgements.
"""

from filled import FILLED, HISTORY, fill_room
from load import MARKDOWN, PLAIN, Crowd, chat, get
from report import Report
from servers import Account, Parley

PEOPLE = 200
SECONDS = 4


def main() -> None:
    """Measure and print."""
    report = Report("chat")
    parley = Parley()
    empty_kb = parley.memory_kb()
    try:
        people = parley.people(PEOPLE)
        room = parley.room(people)
        cookies = [person.cookie for person in people]
        # First: what a load has left behind would hide what a connection takes.
        memory(report, parley, cookies, room, empty_kb)
        live(report, parley, cookies, room)
        posting(report, parley, cookies, room)
    finally:
        parley.stop()
    reading(report)
    report.save()


def memory(report: Report, parley: Parley, cookies: list[str], room: int, empty_kb: int) -> None:
    """What an idle connection costs."""
    clients = 1000
    before = parley.memory_kb()
    crowd = Crowd(parley.port, cookies, clients=clients, in_flight=1, seconds=1, rooms=[room])
    after = parley.memory_kb()
    crowd.leave()
    signed_up = f"{PEOPLE} signed up KB"
    head = ["idle connections", "empty process KB", signed_up, "connected KB", "KB a connection", "joining s"]
    row = [clients, empty_kb, before, after, (after - before) / clients, crowd.join_seconds]
    report.table("Memory", head, [row])


def live(report: Report, parley: Parley, cookies: list[str], room: int) -> None:
    """Posts to a room that many follow; more of this, with peers beside it, is in ``live``."""
    rows = []
    for clients, in_flight in ((100, 1), (1000, 1), (1000, 32)):
        run = chat(parley.port, cookies, clients=clients, in_flight=in_flight, seconds=SECONDS, rooms=[room])
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
    report.table("Live delivery", [*head, "load's core"], rows)


def posting(report: Report, parley: Parley, cookies: list[str], room: int) -> None:
    """Acknowledged, committed posts of sixteen senders, each of whom gets all of them."""
    rows = []
    for name, text in (("plain", PLAIN), ("Markdown in each", MARKDOWN)):
        run = chat(parley.port, cookies, clients=16, in_flight=16, seconds=SECONDS, rooms=[room], text=text)
        rows.append([name, 16, run["posts_per_s"], run["ack_p50_ms"], run["ack_p99_ms"], run["errors"]])
    report.table("Posting", ["text", "senders", "acknowledged posts/s", "p50 ms", "p99 ms", "errors"], rows)


def reading(report: Report) -> None:
    """Opening a room and paging through it, with many messages in the database."""
    parley = Parley(fill_room)
    try:
        reader = Account(parley.base)
        reader.call("POST", "/session", FILLED)
        newest = "/api/v1/rooms/1/messages"
        asked = {
            "open a room (newest 50)": (newest, ""),
            "the same, unchanged (304)": (newest, reader.etag(newest)),
            "a page in the middle": (f"{newest}?before={HISTORY // 2}", ""),
            "around one message": (f"{newest}?around={HISTORY // 3}", ""),
            "my rooms": ("/api/v1/rooms", ""),
            # The room's stream begins with the room itself and its first member.
            "catch up with 200 changes": (f"/api/v1/streams/room:1/changes?since={HISTORY + 2 - 200}", ""),
        }
        rows = []
        for name, (path, etag) in asked.items():
            run = get(parley.port, reader.cookie, path, SECONDS, etag)
            rows.append([name, run["requests_per_s"], run["p50_ms"], run["p99_ms"], run["errors"]])
        head = ["", "requests/s", "p50 ms", "p99 ms", "errors"]
        report.table(f"Reading, {HISTORY:,} messages in the room", head, rows)
    finally:
        parley.stop()


if __name__ == "__main__":
    main()
