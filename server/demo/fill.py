"""Fills the installation through the same doors that people use."""

from datetime import datetime
from random import Random

from flask import current_app

from server.accounts import actions as accounts
from server.accounts.invitations.sign_up import sign_up
from server.accounts.models import User
from server.chat.actions import PastMessage, import_messages
from server.demo.history import Line, write_history
from server.demo.hours import Hours
from server.demo.team import PLACES, TEAM, WORKSPACE, Place
from server.demo.todos import Writer
from server.demo.words import Words
from server.rooms import actions as rooms

# The same team says the same each time; only the dates follow the calendar.
SEED = 28


def fill(password: str, now: datetime) -> tuple[int, int]:
    """Make the team, its rooms, messages and to-dos, and return how many messages and how many to-dos there are.

    Args:
        password: everybody's.
        now: the moment up to which they have talked, in the time zone in which they work.

    Raises:
        Refused: ``already_set_up``.
    """
    random = Random(SEED)  # noqa: S311 (nothing secret is drawn)
    hours = Hours(now, random)
    words = Words(SEED, random, hours.launch())
    people = _make_team(password)
    history = write_history(hours, words)
    # With dice of its own: what the team says stays the same.
    todos = Writer(people, now, words, Random(SEED))  # noqa: S311
    count = todos.fill_own()
    for place, lines in zip(PLACES, history, strict=True):
        room_id = _make_place(place, words, people)
        seqs = import_messages(room_id, [PastMessage(people[x.author], x.moment, x.text) for x in lines])
        for username in place.people:
            unread = place.unread if username == TEAM[0].username else random.choice((0, 0, 0, 1, 3, 8))
            rooms.mark_read(people[username], room_id, seqs[_last_read(lines, username, unread)])
        count += todos.fill_place(place, room_id)
    return sum(map(len, history)), count


def _make_team(password: str) -> dict[str, int]:
    # Whoever has the command line decides who gets an account, also where strangers may not sign up.
    current_app.config["SIGN_UP"] = "open"
    people: dict[str, int] = {}
    for teammate in TEAM:
        account = (teammate.username, teammate.email, password, teammate.locale)
        user: User = sign_up(*account) if people else accounts.set_up(WORKSPACE, *account)
        people[teammate.username] = accounts.change_me(user.id, name=teammate.name).id
    return people


def _make_place(place: Place, words: Words, people: dict[str, int]) -> int:
    maker, *others = (people[username] for username in place.people)
    if place.kind == "direct":
        return int(rooms.open_direct(maker, others)[0]["id"])
    room_id = int(rooms.create_room(maker, place.kind, place.name, words.fill(place.topic, {}))["id"])
    rooms.invite(maker, room_id, others)
    return room_id


def _last_read(lines: list[Line], username: str, unread: int) -> int:
    """Return the index of the newest message that was read, so that ``unread`` of others follow it.

    Who has written something has read what stood before it.
    """
    index = len(lines) - 1
    while unread and index > 0 and lines[index].author != username:
        unread -= 1
        index -= 1
    return index
