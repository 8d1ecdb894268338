"""``flask lists``: to-do lists into files and back, from a terminal."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import ngettext
from sqlalchemy import or_, select

from server.administration.terminal import person, refusals
from server.core.db import db
from server.rooms.models import Membership, Room
from server.todos.exchange import actions
from server.todos.models import TodoList

lists = AppGroup("lists", help="To-do lists: list, export, import.")


@lists.command("list")
@click.argument("login")
def list_lists(login: str) -> None:
    """LOGIN's own lists and those of their rooms: number, room, name."""
    with refusals():
        whose = person(login).id
    rooms = select(Membership.room_id).where(Membership.user_id == whose, Membership.left_at.is_(None))
    statement = (
        select(TodoList, Room.name)
        .outerjoin(Room, Room.id == TodoList.room_id)
        .where(or_(TodoList.owner_id == whose, TodoList.room_id.in_(rooms)), TodoList.deleted_at.is_(None))
        .order_by(TodoList.id)
    )
    for found, room in db.session.execute(statement).all():
        click.echo("\t".join([str(found.id), room or "", found.name]))


@lists.command("export")
@click.argument("login")
@click.argument("number", type=int)
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="json")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=False)
def export_list(login: str, number: int, form: str, file: Path | None) -> None:
    """Write list NUMBER, which LOGIN may read, to FILE; without it, to the terminal."""
    with refusals():
        text, _ = actions.export(person(login).id, number, form)
    if file is None:
        click.echo(text, nl=False)
    else:
        # As it is, with the ends of lines that it has.
        file.write_bytes(text.encode())


@lists.command("import")
@click.argument("login")
@click.argument("number", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", default="", help="Whose items, in Todoism's database.")
@click.option("--leave-out-people", is_flag=True, help="Items of people who are not here become nobody's.")
def import_list(login: str, number: int, file: Path, user: str, leave_out_people: bool) -> None:
    """Add the to-dos of FILE to list NUMBER, as LOGIN would: our CSV or JSON, Todoist's CSV, Todoism's database."""
    with refusals():
        added = actions.import_file(
            person(login).id, number, file.read_bytes(), whose=user, leave_out_people=leave_out_people
        )["added"]
    click.echo(ngettext("%(num)s to-do has been added.", "%(num)s to-dos have been added.", added))
