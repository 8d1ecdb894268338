"""Roles, mutes, bans and deactivation over HTTP."""

from typing import Any

from apiflask import APIBlueprint
from flask_login import current_user
from marshmallow import fields

from server.accounts.api import PersonOut
from server.accounts.gate import permitted
from server.accounts.models import User
from server.accounts.roles import Permission
from server.accounts.standing import actions
from server.core.db import iso
from server.core.fields import Input, Text, Whole

blueprint = APIBlueprint("standing", __name__, url_prefix="/api/v1/users/<id:user_id>")


class StandingOut(PersonOut):
    role = fields.String(metadata={"enum": ["guest", "member", "moderator", "admin"]})
    deactivated_at = fields.String(allow_none=True)
    banned_at = fields.String(allow_none=True)
    muted_until = fields.String(allow_none=True)


class RoleIn(Input):
    role = Text(required=True)


class BanIn(Input):
    hide_messages = fields.Boolean(load_default=False)


class MuteIn(Input):
    minutes = Whole(required=True)


@blueprint.put("/role")
@permitted(Permission.ADMINISTER)
@blueprint.input(RoleIn, arg_name="data")
@blueprint.output(StandingOut)
def change_role(user_id: int, data: dict[str, str]) -> dict[str, Any]:
    """Give somebody another role."""
    return _standing(actions.change_role(current_user.id, user_id, data["role"]))


@blueprint.put("/deactivation")
@permitted(Permission.ADMINISTER)
@blueprint.output(StandingOut)
def deactivate(user_id: int) -> dict[str, Any]:
    """Keep somebody from signing in; everything of theirs stays."""
    return _standing(actions.deactivate(current_user.id, user_id))


@blueprint.delete("/deactivation")
@permitted(Permission.ADMINISTER)
@blueprint.output(StandingOut)
def activate(user_id: int) -> dict[str, Any]:
    """Let somebody sign in again."""
    return _standing(actions.activate(current_user.id, user_id))


@blueprint.put("/ban")
@permitted(Permission.MODERATE_PEOPLE)
@blueprint.input(BanIn, arg_name="data")
@blueprint.output(StandingOut)
def ban(user_id: int, data: dict[str, bool]) -> dict[str, Any]:
    """Put somebody out for good, with or without what they wrote."""
    return _standing(actions.ban(current_user.id, user_id, hide_messages=data["hide_messages"]))


@blueprint.delete("/ban")
@permitted(Permission.MODERATE_PEOPLE)
@blueprint.output(StandingOut)
def unban(user_id: int) -> dict[str, Any]:
    """Let somebody in again."""
    return _standing(actions.unban(current_user.id, user_id))


@blueprint.put("/mute")
@permitted(Permission.MODERATE_PEOPLE)
@blueprint.input(MuteIn, arg_name="data")
@blueprint.output(StandingOut)
def mute(user_id: int, data: dict[str, int]) -> dict[str, Any]:
    """Let somebody read but not write for so many minutes; 0 ends it."""
    return _standing(actions.mute(current_user.id, user_id, data["minutes"]))


def _standing(user: User) -> dict[str, Any]:
    return user.to_person() | {
        "role": user.role,
        "deactivated_at": iso(user.deactivated_at),
        "banned_at": iso(user.banned_at),
        "muted_until": iso(user.muted_until),
    }
