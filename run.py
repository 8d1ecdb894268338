#!/usr/bin/env python3
"""Sets Parley up on first use, serves it, and runs its checks. Python 3.11 or newer is all it needs.

python3 run.py [serve]     serve on http://127.0.0.1:5000  [--host H] [--port P] [--data-dir D]
python3 run.py demo        fill an empty installation with a team to look at  [--data-dir D]
python3 run.py test        run every check; with arguments, only pytest with those arguments
python3 run.py flask ...   the Flask command line: db, catalogs, routes, shell and more
python3 run.py bench       run every measurement; with names, only these; --list says which there are

HOST, PORT and DATA_DIR in the environment do the same as the options. docs/configuration.md has the other settings.
"""

# This file runs twice: first on whatever Python there is, to set up; then on the virtual environment's, to serve.
# It must be readable for an old Python, if only to say that it is too old: no syntax newer than 3.6 here, and nothing
# imported at the top but what every Python has.

import contextlib
import gc
import os
import signal
import subprocess
import sys
import warnings
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent
# What the first run says to the second: the virtual environment is ready.
PREPARED = "--prepared"


def main(arguments: "list[str]") -> int:
    """Carry out what the command line asks for and return the exit status."""
    complaint = age_complaint(sys.version_info[:3]) or system_complaint(os.name)
    if complaint:
        sys.stderr.write("parley: %s\n" % complaint)
        return 1
    if arguments[:1] == [PREPARED]:
        return prepared(arguments[1], arguments[2:])
    return prepare(arguments)


def age_complaint(version: "tuple[int, ...]") -> str:
    """Return what to say about a Python that is too old; nothing when it is not."""
    if tuple(version) >= OLDEST_PYTHON:
        return ""
    found = ".".join(str(part) for part in version)
    complaint = "Parley needs Python %d.%d or newer, and this is %s." % (*OLDEST_PYTHON, found)
    for newer in ("python3.%d" % minor for minor in range(20, 10, -1)):
        # A version manager leaves programs on the path that only say they are not installed.
        with contextlib.suppress(OSError):
            if subprocess.call([newer, "-c", ""], stderr=subprocess.DEVNULL) == 0:
                return "%s Try: %s run.py" % (complaint, newer)
    return "%s Install one, then run it again." % complaint


def system_complaint(name: str) -> str:
    """Return what to say about an operating system that cannot serve Parley; nothing when it can."""
    return "Parley runs on Linux and macOS. On Windows, run it inside WSL." if name == "nt" else ""


def prepare(arguments: "list[str]") -> int:
    """Do whatever set-up is still to be done, then go on in the virtual environment's Python."""
    from setup import commandline, failures, screen
    from setup.failures import Failure, Stopped

    def stop(number: int, _frame: object) -> None:
        raise Stopped(128 + number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        return commandline.carry_out(arguments, usage=__doc__ or "", again=[str(ROOT / "run.py"), PREPARED])
    except Failure as failure:
        screen.complain(str(failure))
        return 1
    except OSError as error:
        screen.complain(str(failures.from_os_error(error, error.filename or ROOT)))
        return 1
    except Stopped as stopped:
        screen.complain("Stopped. The next start goes on with the set-up.")
        return stopped.code


def prepared(command: str, arguments: "list[str]") -> int:
    """Do what needs the installed packages: serve, or a command of the Flask command line."""
    # That eventlet is only maintained is known: server/realtime keeps the way to gevent open.
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    if command == "serve":
        # What is imported stays; looking for garbage in it made a start take a seventh longer.
        gc.disable()
        # Asked to stop before there is anything to stop: simply leave.
        signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        # Nothing may be imported before this: what has been taken from the standard library stays as it was taken.
        start_event_loop(os.environ.get("ASYNC_MODE") or "eventlet")
    from setup import screen, serving
    from setup.failures import Failure

    try:
        if command == "serve":
            return serving.serve(arguments[0], int(arguments[1]))
        if command == "demo":
            return serving.demo()
        return serving.flask(arguments)
    except Failure as failure:
        screen.complain(str(failure))
        return 1


def start_event_loop(mode: str) -> None:
    """Let the standard library's blocking calls yield to the event loop of that name."""
    # Without it psycopg waits in C, and every other request with it.
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")
    # The one exception: it counts sessions and queries under locks that it makes when it is imported, and the writer's
    # native thread takes them as well. A lock of the event loop's would never wake a thread that had to wait for it.
    import sqlalchemy.orm  # noqa: F401

    if mode == "eventlet":
        import eventlet

        eventlet.monkey_patch()
    elif mode == "gevent":
        from gevent import monkey

        monkey.patch_all()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
