"""Comments over HTTP."""

from typing import Any

from apiflask import APIBlueprint
from flask_login import current_user, login_required

from server.core.db import db
from server.core.fields import Input, Text
from server.todos import access, comments, reading
from server.todos.models import TodoComment
from server.todos.shapes import CommentOut, CommentsOut

blueprint = APIBlueprint("todo_comments", __name__, url_prefix="/api/v1")


class CommentIn(Input):
    uid = Text(required=True)
    text = Text(required=True)


class EditIn(Input):
    text = Text(required=True)


@blueprint.get("/items/<uid>/comments")
@login_required
@blueprint.output(CommentsOut)
def comments_of_item(uid: str) -> dict[str, Any]:
    """What was said about a to-do, the oldest first."""
    item, _ = access.item(db.session(), current_user.id, uid)
    living = (TodoComment.item_id == item.id) & TodoComment.deleted_at.is_(None)
    statement = reading.comments_of().where(living).order_by(TodoComment.id)
    return {"comments": reading.comments(db.session(), statement)}


@blueprint.post("/items/<uid>/comments")
@login_required
@blueprint.input(CommentIn, arg_name="data")
@blueprint.output(CommentOut, status_code=201)
def add_comment(uid: str, data: dict[str, str]) -> Any:
    """Comment on a to-do; the same ``uid`` again gets the first result (200)."""
    comment, is_new = comments.add_comment(current_user.id, uid, data["uid"], data["text"])
    return comment, 201 if is_new else 200


@blueprint.patch("/comments/<uid>")
@login_required
@blueprint.input(EditIn, arg_name="data")
@blueprint.output(CommentOut)
def edit_comment(uid: str, data: dict[str, str]) -> dict[str, Any]:
    """Change the text of my comment."""
    return comments.edit_comment(current_user.id, uid, data["text"])


@blueprint.delete("/comments/<uid>")
@login_required
@blueprint.output({}, status_code=204)
def delete_comment(uid: str) -> str:
    """Delete a comment for everybody."""
    comments.delete_comment(current_user.id, uid, role=current_user.role)
    return ""
