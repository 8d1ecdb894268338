"""Inputs of the API: marshmallow's fields with refusals that are translated and say what to do."""

from typing import Any

from flask_babel import lazy_gettext
from marshmallow import fields

# The largest whole number that SQLite, PostgreSQL and JavaScript all hold exactly.
LARGEST = 2**53 - 1


class Text(fields.String):
    """Text as it was typed; how long it may be is for the action to say."""

    default_error_messages = {
        "required": lazy_gettext("Please fill this in."),
        "null": lazy_gettext("Please fill this in."),
        "invalid": lazy_gettext("This has to be text."),
        "invalid_utf8": lazy_gettext("This has to be text."),
    }


class Whole(fields.Integer):
    """A whole number from 0 to 2^53-1: an id, a version, a count."""

    default_error_messages = {
        "required": lazy_gettext("Please fill this in."),
        "null": lazy_gettext("Please fill this in."),
        "invalid": lazy_gettext("This has to be a whole number."),
        "too_large": lazy_gettext("This has to be a whole number."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool):
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
