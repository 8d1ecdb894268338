"""What requests and socket events bring, in one shape for both."""

from typing import Any

from flask_babel import lazy_gettext
from marshmallow import Schema, ValidationError, fields

from server.core.errors import invalid
from server.core.fields import Input, Several, Text, Whole


class Flag(fields.Boolean):
    """Yes or no."""

    default_error_messages = {
        "required": lazy_gettext("Please choose one of these."),
        "null": lazy_gettext("Please choose one of these."),
        "invalid": lazy_gettext("Please choose one of these."),
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        # Lists and objects cannot be looked up among what means yes or no.
        if not isinstance(value, (bool, int, str)):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Object(fields.Nested):
    """An object of a known shape."""

    default_error_messages = {
        "required": lazy_gettext("Please fill this in."),
        "null": lazy_gettext("Please fill this in."),
        "type": lazy_gettext("The request could not be understood."),
    }


class DueIn(Input):
    date = Text(allow_none=True, load_default=None)
    time = Text(allow_none=True, load_default=None)
    zone = Text(allow_none=True, load_default=None)
    # As it was read; what counts is the above.
    at = Text(allow_none=True, load_default=None)


class RepeatIn(Input):
    rule = Text(required=True)
    after_done = Flag(load_default=False)


class SourceIn(Input):
    room_id = Whole(required=True)
    message_id = Whole(required=True)


class ChangesIn(Input):
    """Each input sets one field of an item to a value; what is left out stays."""

    text = Text()
    notes = Text()
    done = Flag()
    assignee_id = Whole(allow_none=True)
    due = Object(DueIn, allow_none=True)
    remind = Whole(allow_none=True)
    repeat = Object(RepeatIn, allow_none=True)
    labels = Several(Text())
    priority = Whole()
    position = Text()
    parent = Text(allow_none=True)
    list_id = Whole()
    roll_call = Flag()
    ticked = Flag()
    waiting_for_id = Whole(allow_none=True)
    deleted = Flag()


class ItemIn(ChangesIn):
    uid = Text(required=True)
    text = Text(required=True)
    room_id = Whole()
    source = Object(SourceIn, allow_none=True)


class OneOfManyIn(ChangesIn):
    uid = Text(required=True)


class BatchIn(Input):
    changes = Several(Object(OneOfManyIn), required=True)


class SocketChangeIn(Input):
    uid = Text(required=True)
    changes = Object(ChangesIn, required=True)


def load(schema: Schema, data: dict[str, Any]) -> dict[str, Any]:
    """Return the inputs in an event's argument.

    Raises:
        Refused: ``invalid``, with a sentence for each input that it is about.
    """
    try:
        found: dict[str, Any] = schema.load(data)
    except ValidationError as error:
        raise invalid({name: _first(said) for name, said in error.normalized_messages().items()}) from error
    return found


def _first(said: Any) -> Any:
    while isinstance(said, (list, dict)) and said:
        said = said[0] if isinstance(said, list) else next(iter(said.values()))
    return said
