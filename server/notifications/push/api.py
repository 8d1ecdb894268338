"""Devices over HTTP."""

from typing import Any

from apiflask import APIBlueprint, Schema
from flask import request
from flask_login import current_user, login_required
from marshmallow import fields

from server.accounts.gate import guests_too
from server.core import limits
from server.core.db import db
from server.core.fields import Input, Text
from server.notifications import access
from server.notifications.push import actions, keys, sending

blueprint = APIBlueprint("push", __name__, url_prefix="/api/v1/push")


class KeyOut(Schema):
    key = fields.String(metadata={"description": "for `applicationServerKey`"})


class SubscriptionIn(Input):
    endpoint = Text(required=True)
    p256dh = Text(required=True)
    auth = Text(required=True)


class SubscriptionOut(Schema):
    id = fields.Integer()
    user_agent = fields.String()
    created_at = fields.String()
    last_ok_at = fields.String(allow_none=True)
    failures = fields.Integer()
    current = fields.Boolean(metadata={"description": "whether it is the device that asks"})


class SubscriptionsOut(Schema):
    key = fields.String(metadata={"description": "as of `GET /push/key`; with another one, subscribe anew"})
    subscriptions = fields.List(fields.Nested(SubscriptionOut))


class TestOut(Schema):
    devices = fields.Integer(metadata={"description": "to how many it goes"})


@blueprint.get("/key")
@login_required
@blueprint.output(KeyOut)
@guests_too
def key() -> dict[str, str]:
    """The server's public key, with which a browser subscribes."""
    return {"key": keys.public()}


@blueprint.get("/subscriptions")
@login_required
@blueprint.output(SubscriptionsOut)
@guests_too
def subscriptions() -> dict[str, Any]:
    """My devices that can be reached with every tab closed."""
    mine = access.subscriptions(db.session(), current_user.id)
    return {
        "key": keys.public(),
        "subscriptions": [device.to_json(current_user.session_id) for device in mine],
    }


@blueprint.post("/subscriptions")
@login_required
@blueprint.input(SubscriptionIn, arg_name="data")
@blueprint.output(SubscriptionOut, status_code=201)
@guests_too
def subscribe(data: dict[str, str]) -> dict[str, Any]:
    """Let this device be reached: what the browser's ``PushSubscription`` has."""
    session_id, agent = current_user.session_id, request.user_agent.string
    return actions.subscribe(current_user.id, session_id, **data, user_agent=agent).to_json(session_id)


@blueprint.delete("/subscriptions/<id:subscription_id>")
@login_required
@blueprint.output({}, status_code=204)
@guests_too
def unsubscribe(subscription_id: int) -> str:
    """Reach one of my devices no more."""
    actions.unsubscribe(current_user.id, subscription_id)
    return ""


@blueprint.post("/test")
@login_required
@blueprint.output(TestOut)
@guests_too
def test() -> dict[str, int]:
    """Send something to my devices, to see whether it arrives."""
    limits.spend("push_tests", current_user.id)
    return {"devices": sending.test(current_user.id)}
