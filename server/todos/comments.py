"""What is said about an item: add, edit, delete."""

from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import func, select

from server.core import limits
from server.core.db import now
from server.core.errors import Refused, forbidden, invalid, not_found
from server.core.text import render
from server.core.writer import Transaction, write
from server.rooms import access as rooms
from server.todos import access, changes, reading
from server.todos.checks import Wrong, check_text
from server.todos.models import TodoComment
from server.todos.work import Work

LONGEST_TEXT = 4_000
MOST_COMMENTS = 1_000  # of an item


def add_comment(person_id: int, item_uid: str, uid: str, text: str) -> tuple[dict[str, Any], bool]:
    """Comment on an item, and return the comment with whether it is new.

    Args:
        uid: the sender's own UUID for it; sending it again returns the first result and changes nothing.
        text: Markdown, 1 to ``LONGEST_TEXT`` characters.

    Raises:
        Refused: as ``actions.change_item``; ``conflict`` for the uid of somebody else's; ``full``.
    """
    limits.spend("todos", person_id)
    uid, text = uid.lower(), _checked(text)
    if not access.UUID.fullmatch(uid):
        raise invalid({"uid": lazy_gettext("This has to be a UUID.")})
    html = render(text)

    def do_add(tx: Transaction) -> tuple[dict[str, Any], bool]:
        access.check_takes_part(tx.session, person_id)
        first = tx.session.scalar(select(TodoComment).where(TodoComment.uid == uid))
        if first is not None:
            if first.author_id != person_id:
                taken = lazy_gettext("Somebody else has used this UUID already.")
                raise Refused("conflict", taken, status=409, fields={"uid": taken})
            return _json(tx, first), False
        item, _ = access.open_item(tx.session, person_id, item_uid)
        if item.deleted_at is not None:
            raise Refused("not_found", lazy_gettext("This to-do has been deleted."), status=404)
        there = select(func.count(TodoComment.id)).where(TodoComment.item_id == item.id)
        if (tx.session.scalar(there) or 0) >= MOST_COMMENTS:
            full = lazy_gettext("A to-do holds at most %(most)s comments.", most=MOST_COMMENTS)
            raise Refused("full", full, status=409)
        comment = TodoComment(
            uid=uid, item_id=item.id, author_id=person_id, text=text, html=html, created_at=now()
        )
        tx.session.add(comment)
        data = changes.publish_comment(tx, comment, item)
        work = Work(tx, person_id)
        # It shows how many there are.
        work.touch(item)
        work.finish()
        return data, True

    return write(do_add)


def edit_comment(person_id: int, uid: str, text: str) -> dict[str, Any]:
    """Change the text of one's own comment, which is marked as edited; return it.

    Raises:
        Refused: ``not_found`` also for a deleted one; ``forbidden``; as ``actions.change_item``.
    """
    limits.spend("todos", person_id)
    text = _checked(text)
    html = render(text)

    def do_edit(tx: Transaction) -> dict[str, Any]:
        comment, item, of = access.comment(tx.session, person_id, uid)
        access.open_list(tx.session, person_id, of.id)
        if comment.author_id != person_id:
            raise forbidden(lazy_gettext("Only its author can edit a comment."))
        if comment.text == text:
            return _json(tx, comment)
        comment.text, comment.html, comment.edited_at = text, html, now()
        return changes.publish_comment(tx, comment, item)

    return write(do_edit)


def delete_comment(person_id: int, uid: str, *, role: str) -> None:
    """Delete a comment for everybody: its text is gone at once, a tombstone stays.

    Args:
        role: the person's in the workspace.

    Raises:
        Refused: ``not_found`` also for a deleted one; ``forbidden`` for who is neither its author nor keeps order.
    """

    def do_delete(tx: Transaction) -> None:
        comment, _, of = access.comment(tx.session, person_id, uid)
        if comment.author_id != person_id:
            if of.room_id is None:
                raise not_found()
            _, membership = rooms.visible(tx.session, person_id, of.room_id)
            if not rooms.may_keep_order(membership, role):
                raise forbidden(lazy_gettext("Only its author or a moderator can delete a comment."))
        work = Work(tx, person_id)
        erase(work, comment)
        work.finish()

    limits.spend("todos", person_id)
    write(do_delete)


def erase(work: Work, comment: TodoComment) -> None:
    """Leave of a comment nothing but a tombstone."""
    comment.text, comment.html, comment.deleted_at = "", "", now()
    item = access.item_of(work.session, comment)
    changes.publish_comment(work.tx, comment, item)
    work.touch(item)


def _checked(text: str) -> str:
    try:
        text = check_text(text, LONGEST_TEXT)
    except Wrong as error:
        raise invalid({"text": error.sentence}) from error
    if not text.strip():
        raise invalid({"text": lazy_gettext("A comment needs some text.")})
    return text


def _json(tx: Transaction, comment: TodoComment) -> dict[str, Any]:
    return reading.comments(tx.session, reading.comments_of().where(TodoComment.id == comment.id))[0]
