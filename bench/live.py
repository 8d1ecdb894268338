"""Live delivery on one core, Parley against bare Node socket.io and stock Flask-SocketIO in the same run.

    python3 run.py bench live

Parley does everything it does as shipped: signed-in people, access checks, Markdown, SQLite with synchronous=FULL,
versions, acknowledgements. The peers check nothing and render nothing, and store nothing either but for the one that
waits for the disk before it passes a message on, as Parley does: they only pass messages on.
"""

import sys
from contextlib import ExitStack
from dataclasses import dataclass

from load import chat
from report import Report
from servers import ROOT, Parley, Process, free_port

SECONDS = 5
NODE = "Node socket.io"
PEOPLE = 200
RUNS = ((100, 1), (1000, 1), (1000, 4), (1000, 32))


@dataclass
class Contender:
    """A server of the comparison, and whom the load has to be there."""

    name: str
    server: Process
    cookies: list[str]
    room: int


def main() -> None:
    """Measure and print."""
    report = Report("live")
    with ExitStack() as running:
        contenders = start(running)
        for clients, in_flight in RUNS:
            compare(report, contenders, clients, in_flight)
    report.save()


def start(running: ExitStack) -> list[Contender]:
    """Start everybody. Who is not being measured waits and costs nothing."""
    parley = Parley()
    running.callback(parley.stop)
    people = parley.people(PEOPLE)
    contenders = [Contender("Parley", parley, [person.cookie for person in people], parley.room(people))]
    node = ["node", str(ROOT / "bench/peers/node.mjs")]
    stock = [sys.executable, str(ROOT / "bench/peers/stock.py")]
    for name, program, mode in (
        (NODE, node, []),
        (f"{NODE}, each message fdatasync'ed", node, ["durable"]),
        ("stock Flask-SocketIO", stock, []),
    ):
        port = free_port()
        peer = Process([*program, str(port), *mode], port)
        running.callback(peer.stop)
        # It knows nobody, so anybody may come.
        contenders.append(Contender(name, peer, ["nobody=1"], 1))
    return contenders


def compare(report: Report, contenders: list[Contender], clients: int, in_flight: int) -> None:
    """Put the same load on one after the other."""
    runs = {
        it.name: chat(
            it.server.port,
            it.cookies,
            clients=clients,
            in_flight=in_flight,
            seconds=SECONDS,
            rooms=[it.room],
        )
        for it in contenders
    }
    rows = []
    for name, run in runs.items():
        share = run["deliveries_per_s"] / runs[NODE]["deliveries_per_s"]
        rows.append(
            [
                name,
                run["deliveries_per_s"],
                f"{share:.{1 if share >= 1 else 2}f}x",
                run["delivery_p50_ms"],
                run["delivery_p99_ms"],
                run["errors"] + run["dropped"],
                run["load_core_share"],
            ]
        )
    head = ["", "deliveries/s", "against Node", "p50 ms", "p99 ms", "errors", "load's core"]
    report.table(f"{clients:,} clients in one room, posts in flight: {in_flight}", head, rows)


if __name__ == "__main__":
    main()
