"""Live delivery on one core, Parley against bare Node socket.io and stock Flask-SocketIO in the same run.

    python3 run.py bench live

Parley does everything it does as shipped: signed-in people, access checks, Markdown, SQLite with synchronous=FULL,
versions, acknowledgements. The peers store nothing, check nothing and render nothing: they only pass messages on.
"""

import sys
from typing import Any

from harness import PLAIN, ROOT, Parley, Process, free_port, load, machine, table

SECONDS = 6
PEOPLE = 200
RUNS = ((100, 1), (1000, 1), (1000, 4), (1000, 32))


def main() -> None:
    """Measure and print."""
    print(machine())
    results = {"Parley": parley(), "Node socket.io": node(), "stock Flask-SocketIO": stock()}
    for clients, in_flight in RUNS:
        rows = []
        for name, runs in results.items():
            run = runs[clients, in_flight]
            share = (
                run["deliveries_per_s"] / results["Node socket.io"][clients, in_flight]["deliveries_per_s"]
            )
            rows.append(
                [
                    name,
                    run["deliveries_per_s"],
                    f"{share:.1f}x",
                    run["delivery_p50_ms"],
                    run["delivery_p99_ms"],
                    run["errors"] + run["dropped"],
                    run["load_core_share"],
                ]
            )
        head = ["", "deliveries/s", "against Node", "p50 ms", "p99 ms", "errors", "load's core"]
        table(f"{clients:,} clients in one room, {in_flight} posts in flight", head, rows)


def parley() -> dict[Any, Any]:
    """Measure Parley as shipped."""
    server = Parley()
    try:
        people = server.people(PEOPLE)
        room = people[0].call("POST", "/rooms", {"kind": "open", "name": "Bench"})["id"]
        for person in people[1:]:
            person.call("POST", f"/rooms/{room}/join", {})
        return measure(server, [person.cookie for person in people], room)
    finally:
        server.stop()


def node() -> dict[Any, Any]:
    """Measure bare Node socket.io."""
    port = free_port()
    return peer(Process(["node", str(ROOT / "bench/peers/node.mjs"), str(port)], port))


def stock() -> dict[Any, Any]:
    """Measure stock Flask-SocketIO."""
    port = free_port()
    return peer(Process([sys.executable, str(ROOT / "bench/peers/stock.py"), str(port)], port))


def peer(server: Process) -> dict[Any, Any]:
    """Measure a peer, which knows nobody."""
    try:
        return measure(server, ["nobody=1"], 1)
    finally:
        server.stop()


def measure(server: Process, cookies: list[str], room: int) -> dict[Any, Any]:
    """Run the load against one server."""
    return {
        (clients, in_flight): load(
            "chat", server.port, cookies, clients, min(16, in_flight), in_flight, SECONDS, room, PLAIN
        )
        for clients, in_flight in RUNS
    }


if __name__ == "__main__":
    main()
