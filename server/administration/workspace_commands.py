"""``flask workspace``, ``invitation``, ``provider``, ``figures``, ``log``: the workspace as a whole, in a terminal."""

from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext
from sqlalchemy import select

from server.accounts import access as accounts
from server.accounts.invitations import access as invitations
from server.accounts.invitations import actions as inviting
from server.accounts.models import User
from server.accounts.oauth import remote
from server.administration import access, actions, table
from server.administration.terminal import person, refusals
from server.core import mail
from server.core.db import db

workspace = AppGroup("workspace", help="The workspace: show, set, picture.")
invitation = AppGroup("invitation", help="Invitations: list, create, revoke.")
provider = AppGroup("provider", help="Sign-in with other services: list, check.")


@workspace.command()
def show() -> None:
    """Its name, who may make an account, and what guests and members may do."""
    found = accounts.workspace()
    if found is None:
        raise click.ClickException(gettext("This workspace has to be set up first."))
    switches = accounts.switches()
    values = {
        "name": found.name,
        "sign-up": accounts.sign_up_policy(),
        "domains": " ".join(accounts.email_domains()),
        **{name.replace("_", "-"): "yes" if switches.get(name) else "no" for name in actions.SWITCHES},
        "picture": found.logo_path,
    }
    for name, value in values.items():
        click.echo(f"{name}\t{value}")


@workspace.command("set")
@click.option("--name")
@click.option("--sign-up", type=click.Choice(list(actions.SIGN_UPS)))
@click.option("--domains", "email_domains", help="Separated by spaces.")
@click.option(
    "--guests/--no-guests", default=None, help="Whether rooms may be opened to people without an account."
)
@click.option("--members-invite/--no-members-invite", default=None, help="Whether members may invite people.")
def change(**given: Any) -> None:
    """Change what is given; the rest stays."""
    wanted = {name: value for name, value in given.items() if value is not None}
    if "email_domains" in wanted:
        wanted["email_domains"] = wanted["email_domains"].split()
    with refusals():
        actions.change_workspace(None, **wanted)


@workspace.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def picture(file: Path | None) -> None:
    """Show FILE, a PNG, JPEG or WebP, beside the workspace's name; without it, none any more."""
    with refusals():
        if file is None:
            actions.remove_logo(None)
        else:
            actions.set_logo(None, file.read_bytes())


@invitation.command("list")
@click.option("--state", type=click.Choice(list(invitations.STATES)), default=invitations.OPEN)
def list_invitations(state: str) -> None:
    """Those that are good, or that stand otherwise: number, role, uses, whom or what it is for, link."""
    before: int | None = None
    while page := invitations.page(db.session(), state=state, before=before):
        for found in page[: invitations.PAGE]:
            made = found.invitation
            uses = f"{made.uses}/{made.most_uses or '…'}"
            click.echo("\t".join([str(made.id), made.role, uses, made.email or made.note, _link(found)]))
        if len(page) <= invitations.PAGE:
            return
        before = page[invitations.PAGE - 1].invitation.id


@invitation.command("create")
@click.option("--by", "login", help="In whose name; otherwise the first administrator's.")
@click.option("--role", type=click.Choice(list(inviting.ROLES)), default="member")
@click.option("--room", "room_id", type=int, default=0, help="Number of the room that it leads to.")
@click.option("--uses", "most_uses", type=int, help="Without it, any number of people.")
@click.option("--days", type=int, help="Without it, for ever.")
@click.option("--email", default="", help="Mail it there, for one person.")
@click.option("--note", default="", help="A few words for whoever comes by it.")
def create_invitation(login: str | None, **given: Any) -> None:
    """Print a link that lets people in."""
    with refusals():
        click.echo(_link(inviting.invite(person(login) if login else _first(), by_command=True, **given)))


@invitation.command("revoke")
@click.argument("number", type=int)
def revoke_invitation(number: int) -> None:
    """Take invitation NUMBER back."""
    with refusals():
        inviting.revoke(None, number)


@provider.command("list")
def list_providers() -> None:
    """Those that the settings name, and what is missing of them."""
    for found in remote.providers():
        click.echo("\t".join([found.name, found.label, " ".join(found.missing)]))


@provider.command("check")
@click.argument("name")
def check_provider(name: str) -> None:
    """Ask NAME for its description: ok, unreachable or garbled."""
    found = next((each for each in remote.usable() if each.name == name), None)
    if found is None:
        raise click.ClickException(gettext("There is no provider called %(name)s.", name=name))
    try:
        remote.check(found)
    except remote.Failed as failed:
        raise click.ClickException(failed.why) from failed
    click.echo("ok")


@click.command()
@click.option("--days", type=click.IntRange(1, access.LONGEST_SPAN), default=30)
@with_appcontext
def figures(days: int) -> None:
    """Totals; and for each of the last days messages, people who were here, who wrote, and bytes of what they wrote."""
    found = access.figures(db.engine, current_app.config["DATA_DIR"], days)
    for name, value in found["totals"].items():
        click.echo(f"{name}\t{value}")
    for day in found["days"]:
        click.echo("\t".join(map(str, day.values())))


@click.command()
@click.option("--action", default="", help="Only what begins with it: user., room., workspace. …")
@with_appcontext
def log(action: str) -> None:
    """What was done with the powers of a role, as CSV, the newest first."""
    for piece in table.lines(action):
        click.echo(piece, nl=False)


def _link(found: invitations.Found) -> str:
    return mail.link(invitations.path(found.invitation))


def _first() -> User:
    able = (
        (User.role == "admin")
        & User.deactivated_at.is_(None)
        & User.banned_at.is_(None)
        & User.deleted_at.is_(None)
    )
    found = db.session.scalar(select(User).where(able).order_by(User.id).limit(1))
    if found is None:
        raise click.ClickException(gettext("This workspace has to be set up first."))
    return found


COMMANDS = (workspace, invitation, provider, figures, log)
