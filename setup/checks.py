"""Every check of ``run.py test``: the house rules first, the tests last."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from setup import catalogs, client, commands, machine, python_packages, screen, stamps
from setup.failures import Failure
from setup.places import Places

# Browser tests keep to two of them (see tests/conftest.py), and the server's keep the cores busy while those wait.
WORKERS = 3


@dataclass(frozen=True)
class Check:
    """A command that fails when something is not as it should be."""

    title: str
    command: list[str | Path]


def run(places: Places, pytest_arguments: list[str]) -> int:
    """Set up what the checks need, run them all, and return 0 when each passed.

    Args:
        pytest_arguments: with any, only pytest runs, with these.
    """
    environment = _set_up(places)
    if pytest_arguments:
        client.prepare(places)
        return _pytest(places, pytest_arguments, environment)
    screen.say()
    failed = [check.title for check in _checks(places) if not _passes(places, check, environment)]
    if not _builds(places):
        failed.append("Client")
    if failed:
        screen.say(f"\n  Failed: {', '.join(failed)} (see above). The tests run all the same.")
    screen.say()
    workers = ["-n", str(WORKERS)]
    tests = _pytest(places, [*workers, "-q", "--durations=10"], environment)
    return tests or (1 if failed else 0)


def _set_up(places: Places) -> dict[str, str]:
    with stamps.one_at_a_time(places.root):
        machine.check_room(places)
        python_packages.install(places, "requirements-dev.txt", title="Python packages and tools")
        environment = client.node_environment(places)
        client.install_libraries(places, with_tools=True)
        catalogs.compile_changed(places)
        browsers = {"CHROMIUM": machine.chromium(places), "WHOLE_CHROMIUM": machine.whole_chromium(places)}
        machine.servers(places)
    environment |= {name: str(path) for name, path in browsers.items() if path}
    return environment


def _checks(places: Places) -> list[Check]:
    def python(*arguments: str) -> list[str | Path]:
        return [places.python, "-m", *arguments]

    def node(script: str, *arguments: str) -> list[str | Path]:
        return ["node", places.node_modules / script, *arguments]

    return [
        Check("Python lint", python("ruff", "check", ".")),
        Check("Python format", python("ruff", "format", "--check", ".")),
        Check("Python types", python("mypy")),
        Check("Python layers", [places.programs / "lint-imports"]),
        Check("Translations", python("server.core.catalogs", "check")),
        Check("JavaScript lint", node("eslint/bin/eslint.js", ".")),
        Check("JavaScript types", node("typescript/bin/tsc", "-p", "jsconfig.json")),
        Check("JavaScript tests", node("vitest/vitest.mjs", "run")),
    ]


def _passes(places: Places, check: Check, environment: dict[str, str]) -> bool:
    with screen.step(check.title) as current:
        code, output = commands.try_to_run(places, current, check.command, environment)
        current.failed = code != 0
    if code:
        screen.say(output.rstrip())
    return code == 0


def _builds(places: Places) -> bool:
    try:
        with stamps.one_at_a_time(places.root):
            client.build(places)
    except Failure as failure:
        screen.say(str(failure))
        return False
    return True


def _pytest(places: Places, arguments: list[str], environment: dict[str, str]) -> int:
    screen.flush()
    command = [str(places.python), "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=places.root, env={**os.environ, **environment}, check=False).returncode
