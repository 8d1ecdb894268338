"""Recovery codes: ten on paper, each good for once, for the day when the other factors are lost."""

import hashlib
import secrets

from flask_babel import lazy_gettext
from sqlalchemy import delete, update

from server.accounts.factors import access, notices, proof, tries
from server.accounts.factors.models import RecoveryCode
from server.accounts.models import User
from server.core.db import now
from server.core.errors import invalid, not_found
from server.core.writer import Transaction, write

CODES = 10
# Without letters and digits that look alike on paper; ten of them are 48 bits.
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 10


def renew(user: User) -> list[str]:
    """Make new codes for who has a second factor, and return them.

    Raises:
        Refused: ``prove_first``, ``not_found`` without a second factor.
    """
    proof.require()
    where = notices.here()

    def do_renew(tx: Transaction) -> list[str]:
        if not access.ways(tx.session, user.id):
            raise not_found()
        notices.tell(tx, tx.session.get_one(User, user.id), "codes_renewed", where)
        return make(tx, user.id)

    return write(do_renew)


def check(user_id: int, code: str) -> None:
    """Use up a recovery code of this person, and tell them by mail.

    Raises:
        Refused: ``slow_down``, ``invalid`` with what is wrong with ``code``.
    """
    where = notices.here()

    def do_check(tx: Transaction) -> None:
        if not _take(tx, user_id, code):
            raise invalid(
                {"code": lazy_gettext("This is not one of your recovery codes, or it has been used.")}
            )
        notices.tell(tx, tx.session.get_one(User, user_id), "code_used", where)

    tries.counted(user_id, lambda: write(do_check))


def make(tx: Transaction, user_id: int) -> list[str]:
    """Make new codes, which make the old ones worthless, and return them: nobody can see them again."""
    forget(tx, user_id)
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(CODES)]
    tx.session.add_all(RecoveryCode(user_id=user_id, code_hash=_hash(user_id, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def forget(tx: Transaction, user_id: int) -> None:
    """Make all codes worthless."""
    tx.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def _take(tx: Transaction, user_id: int, typed: str) -> bool:
    # Case, spaces and dashes do not count.
    code = "".join(character for character in typed.lower() if character.isalnum())
    unused = (
        (RecoveryCode.user_id == user_id)
        & (RecoveryCode.code_hash == _hash(user_id, code))
        & RecoveryCode.used_at.is_(None)
    )
    result = tx.session.execute(update(RecoveryCode).where(unused).values(used_at=now()))
    return bool(result.rowcount)  # type: ignore[attr-defined]


def _hash(user_id: int, code: str) -> str:
    # Random enough that a plain hash cannot be guessed backwards in time; the id keeps two people's apart.
    return hashlib.sha256(f"{user_id}:{code}".encode()).hexdigest()
