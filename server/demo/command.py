"""``flask demo``."""

import secrets
import shlex
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import format_decimal, gettext

from server.accounts.models import Workspace
from server.core import schema
from server.core.config import ROOT
from server.core.db import db
from server.demo.team import PLACES, TEAM, WORKSPACE

# No vowels that make words, nothing that looks like something else.
_LETTERS = "bcdfghjkmnpqrstvwxz23456789"


@click.command()
@click.option("--password", help="The password of everybody; without it one is made up.")
@with_appcontext
def demo(password: str | None) -> None:
    """Fill an empty installation with a team to look at."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if schema.state(app) != "current":
        _refuse(gettext("The database has to be brought up to date first: flask db upgrade"))
    if db.session.get(Workspace, 1) is not None:
        _refuse(
            gettext(
                "There are people here already, and the demo fills only an empty installation. "
                "Put it into a folder of its own: %(command)s",
                command="python3 run.py demo --data-dir demo",
            )
        )
    # Faker takes its time to load, which a server that never needs it should not spend.
    from server.demo.fill import fill

    password = password or "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    _introduce(*fill(password, datetime.now(UTC).astimezone()), password)


def _refuse(reason: str) -> None:
    click.echo(reason, err=True)
    raise SystemExit(1)


def _introduce(messages: int, todos: int, password: str) -> None:
    # On a line of its own, for extraction does not look inside of f-strings.
    administrator = gettext("Administrator")
    named = [place for place in PLACES if place.name]
    counts = gettext(
        "%(people)s people, %(rooms)s rooms, %(messages)s messages, %(todos)s to-dos",
        people=format_decimal(len(TEAM)),
        rooms=format_decimal(len(named)),
        messages=format_decimal(messages),
        todos=format_decimal(todos),
    )
    click.echo(f"\n  {click.style(WORKSPACE, bold=True)} · {counts}\n")
    # Sign-in names first: they are all of plain letters, so that the names behind them line up in any terminal.
    first = f"{TEAM[0].name} · {administrator}"
    for teammate in TEAM:
        name = first if teammate is TEAM[0] else teammate.name
        click.echo(f"    {click.style(f'{teammate.username:<8}', bold=True)} {name}")
    click.echo(
        "\n  " + gettext("Everybody's password: %(password)s", password=click.style(password, bold=True))
    )
    click.echo("  " + gettext("Now start it with: %(command)s", command=_start()) + "\n")


def _start() -> str:
    folder = current_app.config["DATA_DIR"]
    return (
        "python3 run.py"
        if folder == ROOT / "data"
        else f"python3 run.py --data-dir {shlex.quote(str(folder))}"
    )
