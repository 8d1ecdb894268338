"""The virtual environment and what is installed into it."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from setup import commands, failures, stamps
from setup.failures import Failure
from setup.places import Places
from setup.screen import step

# A lock and the smaller ones whose packages it holds as well, in the same versions.
INCLUDED = {
    "requirements.txt": [],
    "requirements-gevent.txt": ["requirements.txt"],
    "requirements-dev.txt": ["requirements.txt", "requirements-gevent.txt"],
    "requirements-node.txt": [],
}


def install(places: Places, lock: str, title: str = "Python packages") -> None:
    """Make the virtual environment and install a lock into it, where that has not been done yet.

    Raises:
        Failure: it cannot be made, or the packages cannot be had.
    """
    wanted = _fingerprint(places, lock)
    unfinished = _unfinished(places)
    if not unfinished.exists() and _is_whole(places) and stamps.matches(_stamp(places, lock), wanted):
        return
    if unfinished.exists() or not _is_whole(places):
        _make_environment(places)
    with step(title) as current:
        unfinished.touch()
        options = ["--require-hashes", "--no-input", "--progress-bar", "off"]
        command: list[str | Path] = [places.python, "-m", "pip", "install", *options, "-r", lock]
        code, output = commands.try_to_run(places, current, command)
        if code:
            if failures.is_offline(output):
                # pip downloads everything before it changes anything, so what was there is still whole.
                unfinished.unlink()
            raise failures.from_output("Installing the Python packages", output, places.root, places.log)
        for done in [lock, *INCLUDED[lock]]:
            stamps.put(_stamp(places, done), _fingerprint(places, done))
        unfinished.unlink()


def _make_environment(places: Places) -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise Failure(
            f"Python's venv module is missing. Install it (on Debian and Ubuntu: apt install python{version}-venv), "
            "then run it again."
        )
    python = Path(sys.executable)
    if python.is_relative_to(places.venv):
        # Started with the very environment that is about to go: the Python it was made from does the work.
        python = python.resolve()
    with step("Python environment") as current:
        # Whatever half-made thing lies there goes first: patching it up cannot be trusted.
        shutil.rmtree(places.venv, ignore_errors=True)
        command: list[str | Path] = [python, "-m", "venv", "--clear", places.venv]
        commands.run(places, current, "Making the Python environment", command)
        stamps.put(_home(places), _home_of(places))


def _is_whole(places: Places) -> bool:
    """Tell whether the environment was made to its end, here, by a Python that still exists."""
    return places.python.exists() and (stamps.matches(_home(places), _home_of(places)) or _adopted(places))


def _adopted(places: Places) -> bool:
    """Take over an environment that somebody made by hand, when it can install packages."""
    if _home(places).exists():
        return False
    check = [str(places.python), "-c", "import pip, sys; sys.exit(sys.prefix == sys.base_prefix)"]
    if subprocess.run(check, capture_output=True, check=False).returncode:
        return False
    stamps.put(_home(places), _home_of(places))
    return True


def _home(places: Places) -> Path:
    return places.venv / "made-for"


def _home_of(places: Places) -> str:
    # Installed programs name their interpreter by its full path, so a moved folder needs a new environment.
    return str(places.venv).encode("unicode_escape").decode("ascii")


def _unfinished(places: Places) -> Path:
    return places.venv / "unfinished"


def _stamp(places: Places, lock: str) -> Path:
    return places.venv / f"installed-{lock}"


def _fingerprint(places: Places, lock: str) -> str:
    return stamps.fingerprint(places.root, [places.root / lock])
