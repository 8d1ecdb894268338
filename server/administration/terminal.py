"""What commands have in common: they say what is refused as the page would, and find people by their names."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask_babel import gettext

from server.accounts.letters.resetting import find
from server.accounts.models import User
from server.core.db import db
from server.core.errors import Refused
from server.realtime import outside


def person(login: str) -> User:
    """Return the person with this username or address.

    Raises:
        click.ClickException: there is nobody.
    """
    found = find(db.session(), login)
    if found is None or found.deleted_at is not None:
        raise click.ClickException(gettext("There is nobody called %(login)s.", login=login))
    return found


@contextmanager
def refusals() -> Iterator[None]:
    """Say what is refused as the page would, on the terminal; what is done, let a server that runs know."""
    try:
        yield
        outside.announce()
    except Refused as refusal:
        sentences = [str(sentence) for sentence in (refusal.fields or {"": refusal.message}).values()]
        raise click.ClickException(" ".join(sentences)) from refusal
