"""What ``run.py bench`` needs besides Parley itself."""

from bench.measurements import MEASUREMENTS
from setup import catalogs, client, machine, python_packages, stamps
from setup.failures import Failure
from setup.places import Places


def listing() -> str:
    """Return the measurements there are, one in a line."""
    width = max(map(len, MEASUREMENTS))
    return "\n".join(f"python3 run.py bench {name:{width}}   {what}" for name, what in MEASUREMENTS.items())


def chosen(names: list[str]) -> list[str]:
    """Return the measurements to run: those named, or all of them.

    Raises:
        Failure: there is no such measurement.
    """
    for name in names:
        if name not in MEASUREMENTS:
            raise Failure(f"There is no measurement {name}. There are: {', '.join(MEASUREMENTS)}.")
    return names or list(MEASUREMENTS)


def set_up(places: Places) -> dict[str, str]:
    """Have Parley, those it is compared with, and a browser; return what the environment needs.

    Raises:
        Failure: something that a person can mend.
    """
    with stamps.one_at_a_time(places.root):
        machine.check_room(places)
        python_packages.install(places, "requirements-dev.txt", title="Python packages and tools")
        environment = client.node_environment(places)
        client.install_libraries(places, with_tools=True)
        client.prepare(places)
        catalogs.compile_changed(places)
        browser = machine.chromium(places)
    return environment | ({"CHROMIUM": str(browser)} if browser else {})
