"""How cost grows: with the clients of a room, with rooms, with messages in the room, and with people who write.

python3 run.py bench scale
"""

from typing import Any

from filled import FILLED, fill_room
from load import chat, get
from report import Report
from servers import Account, Parley

CLIENTS = (10, 100, 1000, 5000)
ROOMS = (1, 10, 100)
MESSAGES = (1_000, 100_000, 1_000_000)
SENDERS = (1, 4, 16, 64)
PEOPLE = 100
SECONDS = 3


def main() -> None:
    """Measure and print."""
    report = Report("scale")
    parley = Parley()
    try:
        people = parley.people(PEOPLE)
        cookies = [person.cookie for person in people]
        rooms = [parley.room(people, f"Room {number}") for number in range(max(ROOMS))]
        of_senders(report, parley, cookies, rooms[0])
        of_clients(report, parley, cookies, rooms[0])
        of_rooms(report, parley, cookies, rooms)
    finally:
        parley.stop()
    of_messages(report)
    report.save()


def of_senders(report: Report, parley: Parley, cookies: list[str], room: int) -> None:
    """More people who write at the same time, a post of each in flight, in a room where they are alone."""
    rows = []
    for senders in SENDERS:
        run = chat(
            parley.port,
            cookies,
            clients=senders,
            in_flight=senders,
            senders=senders,
            seconds=SECONDS,
            rooms=[room],
        )
        rows.append([senders, run["posts_per_s"], run["ack_p50_ms"], run["ack_p99_ms"], run["errors"]])
    head = ["senders", "acknowledged posts/s", "acknowledged p50 ms", "p99 ms", "errors"]
    report.table("Senders", head, rows)


def of_clients(report: Report, parley: Parley, cookies: list[str], room: int) -> None:
    """More clients in one room."""
    rows: list[list[Any]] = []
    for clients in CLIENTS:
        one, many = (
            chat(parley.port, cookies, clients=clients, in_flight=in_flight, seconds=SECONDS, rooms=[room])
            for in_flight in (1, 16)
        )
        rows.append(
            [
                clients,
                one["delivery_p50_ms"],
                one["delivery_p99_ms"],
                one["deliveries_per_s"],
                many["deliveries_per_s"],
                one["errors"] + many["errors"] + one["dropped"] + many["dropped"],
            ]
        )
    head = [
        "clients in the room",
        "1 in flight: p50 ms",
        "p99 ms",
        "deliveries/s",
        "16 in flight: deliveries/s",
    ]
    report.table("Clients", [*head, "errors"], rows)


def of_rooms(report: Report, parley: Parley, cookies: list[str], rooms: list[int]) -> None:
    """The same thousand clients in one room, and spread over many."""
    rows = []
    for count in ROOMS:
        run = chat(parley.port, cookies, clients=1000, in_flight=16, seconds=SECONDS, rooms=rooms[:count])
        rows.append(
            [
                count,
                run["posts_per_s"],
                run["deliveries_per_s"],
                run["delivery_p50_ms"],
                run["delivery_p99_ms"],
                run["errors"] + run["dropped"],
            ]
        )
    head = ["rooms of 1,000 clients", "posts/s", "deliveries/s", "p50 ms", "p99 ms", "errors"]
    report.table("Rooms", head, rows)


def of_messages(report: Report) -> None:
    """Open, page and post in rooms of very different length."""
    rows: list[list[Any]] = []
    for messages in MESSAGES:
        parley = Parley(lambda folder, count=messages: fill_room(folder, count))  # type: ignore[misc]
        try:
            reader = Account(parley.base)
            reader.call("POST", "/session", FILLED)
            newest = "/api/v1/rooms/1/messages"
            middle = f"{newest}?before={messages // 2}"
            opened, paged = (get(parley.port, reader.cookie, path, SECONDS) for path in (newest, middle))
            posted = chat(parley.port, [reader.cookie], clients=16, in_flight=16, seconds=SECONDS, rooms=[1])
            rows.append([messages, opened["requests_per_s"], paged["requests_per_s"], posted["posts_per_s"]])
        finally:
            parley.stop()
    head = ["messages in the room", "open/s", "a page in the middle/s", "acknowledged posts/s"]
    report.table("Messages", head, rows)


if __name__ == "__main__":
    main()
