"""Inputs of the API: marshmallow's fields with refusals that are translated and say what to do."""

import re
from typing import Any

from apiflask import Schema
from apiflask.schema_adapters.marshmallow import parser
from flask import Request
from flask_babel import lazy_gettext
from marshmallow import fields
from werkzeug.exceptions import BadRequest

# The largest whole number that SQLite, PostgreSQL and JavaScript all hold exactly.
LARGEST = 2**53 - 1
# Half an emoji, as a careless cut leaves it, fits no encoding; PostgreSQL holds no NUL.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


class Input(Schema):
    """What a request brings; an input that it does not name is refused."""

    error_messages = {
        "type": lazy_gettext("The request could not be understood."),
        "unknown": lazy_gettext("The request could not be understood."),
    }


@parser.location_loader("json")
def _json(request: Request, schema: Schema) -> Any:
    try:
        return parser.load_json(request, schema)
    except (RecursionError, ValueError) as error:
        # Thousands of brackets, or of digits: Python's own parser gives up, and so it is the request's fault.
        raise BadRequest from error


def storable(text: str) -> str:
    """Return a text less what nothing can store."""
    return _UNSTORABLE.sub("", text)


class Text(fields.String):
    """Text as it was typed, less what nothing can store; how long it may be is for the action to say."""

    default_error_messages = {
        "required": lazy_gettext("Please fill this in."),
        "null": lazy_gettext("Please fill this in."),
        "invalid": lazy_gettext("This has to be text."),
        "invalid_utf8": lazy_gettext("This has to be text."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return storable(super()._deserialize(value, attr, data, **kwargs))


class Whole(fields.Integer):
    """A whole number from 0 to 2^53-1: an id, a version, a count."""

    default_error_messages = {
        "required": lazy_gettext("Please fill this in."),
        "null": lazy_gettext("Please fill this in."),
        "invalid": lazy_gettext("This has to be a whole number."),
        "too_large": lazy_gettext("This has to be a whole number."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, (bool, float)):
            raise self.make_error("invalid")
        number = super()._deserialize(value, attr, data, **kwargs)
        if number is not None and not 0 <= number <= LARGEST:
            raise self.make_error("invalid")
        return number


class Several(fields.List):
    """A list; how many it may hold is for the action to say."""

    default_error_messages = {
        "required": lazy_gettext("Please choose at least one."),
        "null": lazy_gettext("Please choose at least one."),
        "invalid": lazy_gettext("This has to be a list."),
    }
