"""Ten thousand connections in one process: joining, their memory, one message to all, and the other rooms meanwhile.

python3 run.py bench crowd
"""

from load import Crowd, chat
from report import Report
from servers import Parley

CROWD = 10_000
PEOPLE = 200
SECONDS = 4


def main() -> None:
    """Measure and print."""
    report = Report("crowd")
    parley = Parley()
    try:
        people = parley.people(PEOPLE)
        hall, nook = parley.room(people, "Hall"), parley.room(people, "Nook")
        cookies = [person.cookie for person in people]

        def in_the_nook() -> dict[str, float]:
            return chat(parley.port, cookies, clients=10, in_flight=1, seconds=SECONDS, rooms=[nook])

        alone = in_the_nook()
        before = parley.memory_kb()
        crowd = Crowd(parley.port, cookies, clients=CROWD, in_flight=1, seconds=2 * SECONDS, rooms=[hall])
        after = parley.memory_kb()
        beside = in_the_nook()
        run = crowd.measure()
        crowd.leave()
        rows = [
            ["all joined, s", crowd.join_seconds],
            ["memory of an idle connection, KB", (after - before) / CROWD],
            ["one message to all, p50 ms", run["delivery_p50_ms"]],
            ["one message to all, p99 ms", run["delivery_p99_ms"]],
            ["errors and lost connections", run["errors"] + run["dropped"]],
            ["another room with 10 clients, alone, p50 ms", alone["delivery_p50_ms"]],
            ["the same beside the idle crowd, p50 ms", beside["delivery_p50_ms"]],
        ]
        report.table(f"{CROWD:,} connections", ["", "seen"], rows)
    finally:
        parley.stop()
    report.save()


if __name__ == "__main__":
    main()
