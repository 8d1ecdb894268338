"""What administrators do for people: make accounts, and give whoever is locked out a way in."""

from flask_babel import lazy_gettext

from server.accounts import access, actions, roles
from server.accounts.audit.actions import record, where_from
from server.accounts.letters import resetting
from server.accounts.models import User
from server.accounts.passwords import hash_password
from server.core import mail
from server.core.errors import invalid, not_found
from server.core.writer import Transaction, write


def create(
    actor_id: int | None, username: str, email: str, role: str, locale: str, *, password: str = ""
) -> tuple[User, str]:
    """Make an account, whoever may sign up otherwise; return it with a link by which its owner sets a password.

    Args:
        actor_id: None for the command line.
        password: given, there is no link (an empty string) and no mail.

    Raises:
        Refused: ``invalid`` with what is wrong with which input.
    """
    username, email, fields = actions.check_person(username, email)
    if role not in roles.ROLES:
        fields["role"] = lazy_gettext("Please choose one of these.")
    if password:
        fields |= actions.check_password(password, username, email)
    if fields:
        raise invalid(fields)
    kept = hash_password(password) if password else ""
    address, base = where_from(), mail.link("/reset-password/")

    def do_create(tx: Transaction) -> tuple[User, str]:
        user = actions.add(tx, (username, email), kept, locale, role=role)
        record(tx, actor_id, "user.create", f"user:{user.id}", address, username=username, role=role)
        return user, "" if password else resetting.send_link(tx, user, base)

    return write(do_create)


def reset(actor_id: int | None, user_id: int) -> str:
    """Mail somebody a link by which they set a new password, and return it: not everybody can read their mail.

    Raises:
        Refused: ``not_found``; what ``access.check_may_sign_in`` does.
    """
    address, base = where_from(), mail.link("/reset-password/")

    def do_reset(tx: Transaction) -> str:
        user = tx.session.get(User, user_id)
        if user is None or user.deleted_at is not None:
            raise not_found()
        access.check_may_sign_in(user)
        record(tx, actor_id, "user.reset", f"user:{user_id}", address)
        return resetting.send_link(tx, user, base)

    return write(do_reset)
