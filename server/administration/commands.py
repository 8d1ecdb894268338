"""``flask user`` and ``flask room``: administering a host without a browser. Every act is in the audit log."""

import click
from flask.cli import AppGroup
from flask_babel import gettext

from server.accounts import roles
from server.accounts.factors import rescue
from server.accounts.standing import actions as standing
from server.administration import access, people
from server.administration.terminal import person, refusals
from server.core.db import db
from server.core.i18n import LOCALES
from server.rooms import upkeep

user = AppGroup(
    "user", help="People: list, create, role, reset, unguard, deactivate, activate, mute, ban, unban."
)
room = AppGroup("room", help="Rooms: list, archive, unarchive.")


@user.command("list")
@click.argument("query", default="")
def list_people(query: str) -> None:
    """Everybody with an account, or whose name, username or address has QUERY in it."""
    after: int | None = 0
    while after is not None:
        page = access.people(db.session(), query=query, after=after)
        for found in page["people"]:
            states = [state for state in ("deactivated", "banned") if found[f"{state}_at"]]
            words = [str(found["id"]), found["username"], found["email"], found["role"], *states]
            click.echo("\t".join(words))
        after = page["next"]


@user.command()
@click.argument("username")
@click.argument("email")
@click.option("--role", type=click.Choice(list(roles.ROLES)), default="member")
@click.option("--locale", type=click.Choice(list(LOCALES)), default="en")
@click.option("--password", help="Without it, the link by which they set one is printed, and mailed to them.")
def create(username: str, email: str, role: str, locale: str, password: str | None) -> None:
    """Make an account, whoever may sign up otherwise."""
    with refusals():
        _, link = people.create(None, username, email, role, locale, password=password or "")
        click.echo(link or gettext("The account is there."))


@user.command()
@click.argument("login")
def reset(login: str) -> None:
    """Print (and mail) a link by which LOGIN, a username or an address, sets a new password within an hour."""
    with refusals():
        click.echo(people.reset(None, person(login).id))


@user.command()
@click.argument("login")
def unguard(login: str) -> None:
    """Take LOGIN's second factors away: their phone and their recovery codes are lost."""
    with refusals():
        rescue.remove_factors(None, person(login).id)


@user.command()
@click.argument("login")
@click.argument("role", type=click.Choice(list(roles.ROLES)))
def role(login: str, role: str) -> None:
    """Give LOGIN another role."""
    with refusals():
        standing.change_role(None, person(login).id, role)


@user.command()
@click.argument("login")
def deactivate(login: str) -> None:
    """Keep LOGIN from signing in; everything of theirs stays."""
    with refusals():
        standing.deactivate(None, person(login).id)


@user.command()
@click.argument("login")
def activate(login: str) -> None:
    """Let LOGIN sign in again."""
    with refusals():
        standing.activate(None, person(login).id)


@user.command()
@click.argument("login")
@click.argument("minutes", type=click.IntRange(min=0))
def mute(login: str, minutes: int) -> None:
    """Let LOGIN read but not write for so many MINUTES; 0 lets them write again."""
    with refusals():
        standing.mute(None, person(login).id, minutes)


@user.command()
@click.argument("login")
@click.option("--hide-messages", is_flag=True, help="Take what they wrote away as well.")
def ban(login: str, hide_messages: bool) -> None:
    """Put LOGIN out for good."""
    with refusals():
        standing.ban(None, person(login).id, hide_messages=hide_messages)


@user.command()
@click.argument("login")
def unban(login: str) -> None:
    """Let LOGIN in again; what the ban hid is back."""
    with refusals():
        standing.unban(None, person(login).id)


@room.command("list")
@click.argument("query", default="")
def list_rooms(query: str) -> None:
    """Every open and closed room, or those with QUERY in their name."""
    after: int | None = 0
    while after is not None:
        page = access.rooms(db.session(), query=query, after=after)
        for found in page["rooms"]:
            state = ["archived"] if found["archived_at"] else []
            click.echo("\t".join([str(found["id"]), found["kind"], found["name"], *state]))
        after = page["next"]


@room.command()
@click.argument("number", type=int)
def archive(number: int) -> None:
    """Let nobody write in room NUMBER any more; it stays readable."""
    with refusals():
        upkeep.set_archived(None, number, archived=True, role="admin")


@room.command()
@click.argument("number", type=int)
def unarchive(number: int) -> None:
    """Bring room NUMBER back."""
    with refusals():
        upkeep.set_archived(None, number, archived=False, role="admin")
