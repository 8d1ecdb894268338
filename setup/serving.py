"""What run.py does once everything is installed. Unlike its neighbours it may import the installed packages."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from flask import Flask
from sqlalchemy.exc import DBAPIError

from server.app import create_app
from server.core import schema
from server.realtime.serve import serve as serve_application
from setup import failures, machine, screen
from setup.failures import Failure


def serve(host: str, port: int) -> int:
    """Serve until told to stop; return the exit status.

    Raises:
        Failure: the database cannot be used or the address cannot be listened on.
    """
    app = _application()

    def announce() -> None:
        screen.say(f"\n  {screen.bold('Parley')} is ready: {screen.bold(_address(host, port))}")
        screen.say("  Ctrl-C stops it.\n")

    try:
        return serve_application(app, host, port, on_ready=announce)
    except OSError as error:
        raise machine.address_failure(host, port, error) from error


def flask(arguments: list[str]) -> NoReturn:
    """Bring the database up to date, then become a command of the Flask command line.

    Raises:
        Failure: the database cannot be used.
    """
    _application()
    screen.flush()
    os.execv(sys.executable, [sys.executable, "-m", "flask", "--app", "server.app:create_app", *arguments])


def _application() -> Flask:
    """Return the application on a database that has the schema of this code."""
    folder = Path(os.environ["DATA_DIR"])
    try:
        app = create_app()
        _bring_up_to_date(app)
    except DBAPIError as error:
        cause = str(error.orig).strip().splitlines()[0]
        if "disk is full" in cause:
            raise Failure(failures.NO_SPACE.format(place=folder)) from error
        raise Failure(f"The database cannot be used: {cause}. Check DATABASE_URL and {folder}.") from error
    except OSError as error:
        raise failures.from_os_error(error, folder) from error
    return app


def _bring_up_to_date(app: Flask) -> None:
    state = schema.state(app)
    if state == "newer":
        raise Failure(
            "The database was made by a newer Parley than this one. Update Parley (git pull), or start with the "
            "backup made before the update."
        )
    if state != "current":
        with screen.step("Database"):
            schema.upgrade(app)


def _address(host: str, port: int) -> str:
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
    name = everywhere.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
