"""What run.py does once everything is installed. Unlike its neighbours it may import the installed packages."""

import os
from pathlib import Path
from typing import NoReturn

from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import ArgumentError, DBAPIError

from server.app import create_app
from server.core import schema
from server.core.config import UnusableSettings
from server.realtime.serve import serve as serve_application
from setup import failures, machine, screen
from setup.failures import Failure
from setup.places import HERE


def serve(host: str, port: int) -> int:
    """Serve until told to stop; return the exit status.

    Raises:
        Failure: the database cannot be used or the address cannot be listened on.
    """
    app = _up_to_date(_application())

    def announce() -> None:
        screen.say(f"\n  {screen.bold('Parley')} is ready: {screen.bold(_address(host, port))}")
        screen.say("  Ctrl-C stops it.\n")

    try:
        return serve_application(app, host, port, on_ready=announce)
    except OSError as error:
        raise machine.address_failure(host, port, error) from error


def demo() -> NoReturn:
    """Fill an empty installation with a team to look at, and exit.

    Raises:
        Failure: the database cannot be used.
    """
    app = _up_to_date(_application())
    FlaskGroup(create_app=lambda: app).main(["demo"], prog_name="run.py")


def flask(arguments: list[str]) -> NoReturn:
    """Carry out a command of the Flask command line, on the database as it is, and exit.

    Raises:
        Failure: the settings cannot be used.
    """
    FlaskGroup(create_app=_application).main(arguments, prog_name="run.py flask")


def _application() -> Flask:
    try:
        return create_app()
    except UnusableSettings as error:
        raise Failure(str(error)) from error
    except ArgumentError as error:
        raise Failure(
            "DATABASE_URL is no address of a database, such as postgresql://user:word@host/name."
        ) from error
    except DBAPIError as error:
        raise _database_failure(error) from error
    except OSError as error:
        raise failures.from_os_error(error, error.filename or _data_folder()) from error


def _up_to_date(app: Flask) -> Flask:
    """Return the application once its database has the schema of this code."""
    try:
        state = schema.state(app)
        if state == "newer":
            raise Failure(
                "The database was made by a newer Parley than this one. Update Parley (git pull), or start with the "
                "backup made before the update."
            )
        if state != "current":
            with screen.step("Database"):
                schema.upgrade(app)
    except DBAPIError as error:
        raise _database_failure(error) from error
    return app


def _database_failure(error: DBAPIError) -> Failure:
    cause = str(error.orig).strip().splitlines()[0]
    if "disk is full" in cause:
        return Failure(failures.NO_SPACE.format(place=_data_folder()))
    return Failure(
        f"The database cannot be used: {cause}. Check DATABASE_URL, or the data folder {_data_folder()}."
    )


def _data_folder() -> Path:
    return Path(os.environ.get("DATA_DIR") or HERE.root / "data")


def _address(host: str, port: int) -> str:
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
    name = everywhere.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
