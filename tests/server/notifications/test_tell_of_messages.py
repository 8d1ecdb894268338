"""Who hears of a message: those it names, those it is for, those who want to."""

import uuid
import weakref
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, func, insert, select

from server.accounts.models import User
from server.accounts.standing import actions as standing
from server.core import jobs
from server.core.db import db
from server.core.writer import write
from server.notifications.models import Notice
from server.notifications.telling import BATCH
from server.realtime.models import StreamVersion
from server.rooms.models import Membership


def test_a_mention(alice, bob, room, notices):
    message = alice.say(room["id"], "Look **here**, @Bob: `code` &amp;\n\nsee?")
    [notice] = notices(bob)
    assert (notice["kind"], notice["actor"]["id"], notice["topic"]) == (
        "mention",
        alice.id,
        f"message:{message['id']}",
    )
    assert notice["path"] == f"/rooms/{room['id']}/messages/{message['id']}"
    assert notice["place"] == f"room:{room['id']}"
    assert notice["data"] == {
        "room": "Design",
        "room_id": room["id"],
        "message_id": message["id"],
        "seq": message["seq"],
        "excerpt": "Look here, @Bob: code & see?",
    }


def test_a_long_message_is_cut(alice, bob, room, notices):
    alice.say(room["id"], "@bob " + "word " * 500)
    excerpt = notices(bob)[0]["data"]["excerpt"]
    assert len(excerpt) <= 200
    assert excerpt.endswith("word…")


def test_only_members_are_told(alice, charlie, room, notices):
    alice.say(room["id"], "@charlie @room")
    assert notices(charlie) == []


def test_nobody_is_told_of_their_own(bob, room, notices):
    bob.say(room["id"], "@bob @room")
    assert notices(bob) == []


def test_everybody(alice, bob, charlie, room, kinds):
    charlie.join_room(room)
    alice.say(room["id"], "@room, lunch! @charlie too")
    assert (kinds(alice), kinds(bob), kinds(charlie)) == ([], ["everyone"], ["mention"])


def test_those_who_are_here(alice, bob, charlie, room, kinds):
    charlie.join_room(room)
    bob.socket().ask("join", {"streams": [f"room:{room['id']}"]})
    alice.say(room["id"], "@here, lunch!")
    assert (kinds(bob), kinds(charlie)) == (["everyone"], [])


def test_a_guest_calls_nobody_together(app, alice, bob, charlie, room, kinds):
    charlie.join_room(room)
    with app.app_context():
        standing.change_role(None, charlie.id, "guest")
    charlie.say(room["id"], "@room @here @alice")
    assert (kinds(alice), kinds(bob)) == (["mention"], [])


def test_a_direct_message(alice, bob, charlie, kinds, level):
    direct = alice.direct(bob, charlie)
    alice.say(direct["id"], "hello")
    assert (kinds(alice), kinds(bob), kinds(charlie)) == ([], ["direct"], ["direct"])
    level(bob, direct, "nothing")
    alice.say(direct["id"], "@bob?")
    assert (kinds(bob), kinds(charlie)) == (["direct"], ["direct"] * 2)


def test_ones_own_notes_tell_nothing(alice, kinds):
    alice.say(alice.direct()["id"], "milk")
    assert kinds(alice) == []


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("everything", ["everyone", "mention", "message"]),
        ("mentions", ["everyone", "mention"]),
        ("", ["everyone", "mention"]),
        ("nothing", []),
    ],
)
def test_levels(alice, bob, room, kinds, level, chosen, told):
    level(bob, room, chosen)
    for text in ("hello", "@bob", "@room"):
        alice.say(room["id"], text)
    assert kinds(bob) == told


def test_keywords(alice, bob, charlie, room, notices):
    bob.patch("/notification-settings", {"keywords": ["release plan", "发布", "c++"]})
    charlie.patch("/notification-settings", {"keywords": ["release"]})
    said = ["The Release  plan", "the RELEASE PLAN!", "release planet", "今天发布了", "C++?", "nothing"]
    for text in said:
        alice.say(room["id"], text)
    assert [notice["data"]["keyword"] for notice in notices(bob)] == ["c++", "发布", "release plan"]
    assert {notice["kind"] for notice in notices(bob)} == {"keyword"}
    # Not in the room.
    assert notices(charlie) == []
    bob.patch("/notification-settings", {"keywords": []})
    alice.say(room["id"], "release plan")
    assert len(notices(bob)) == 3


def test_who_is_looking_needs_no_notice(alice, bob, charlie, room, notices):
    charlie.join_room(room)
    desk, phone = bob.socket("/me"), bob.socket("/me")
    phone.ask("looking", {"place": None, "active": True})
    desk.ask("looking", {"place": f"room:{room['id']}", "active": True})
    alice.say(room["id"], "@room")
    assert (len(notices(bob)), len(notices(charlie))) == (0, 1)
    desk.ask("looking", {"place": f"room:{room['id']}", "active": False})
    alice.say(room["id"], "@bob")
    assert len(notices(bob)) == 1
    desk.ask("looking", {"place": f"room:{room['id']}", "active": True})
    desk.close()
    alice.say(room["id"], "@bob again")
    assert len(notices(bob)) == 2


@pytest.mark.parametrize(
    "said",
    [{}, {"place": 3, "active": True}, {"place": None, "active": 1}, {"place": "x" * 33, "active": True}],
)
def test_looking_is_of_one_shape(bob, said):
    assert bob.socket("/me").ask("looking", said)["error"]["code"] == "invalid"


def test_what_is_read_already_is_not_told(alice, bob, room, notices):
    seq = alice.say(room["id"], "@bob")["seq"]
    bob.put(f"/rooms/{room['id']}/read", {"seq": seq})
    assert notices(bob) == []


def test_a_deleted_message_leaves_nothing(alice, bob, room, notices):
    message = alice.say(room["id"], "@bob secret")
    assert len(notices(bob)) == 1
    before = bob.get("/notices")[1]["version"]
    alice.delete(f"/rooms/{room['id']}/messages/{message['id']}")
    assert notices(bob) == []
    assert "secret" not in str(bob.changes(f"user:{bob.id}", before))
    assert bob.get("/notices")[1]["unread"] == 0


def test_one_deleted_before_anybody_was_told(alice, bob, room, notices):
    message = alice.say(room["id"], "@bob secret")
    alice.delete(f"/rooms/{room['id']}/messages/{message['id']}")
    assert notices(bob) == []


def test_what_a_ban_hides_leaves_nothing(app, alice, bob, charlie, room, notices):
    charlie.join_room(room)
    charlie.say(room["id"], "@bob secret")
    assert len(notices(bob)) == 1
    alice.put(f"/users/{charlie.id}/ban", {"hide_messages": True})
    assert notices(bob) == []


def test_an_edited_message_is_told_as_it_is_now(alice, bob, room, notices):
    message = alice.say(room["id"], "@bob secret")
    notices(bob)
    alice.patch(f"/rooms/{room['id']}/messages/{message['id']}", {"text": "@bob never mind"})
    assert [notice["data"]["excerpt"] for notice in notices(bob)] == ["@bob never mind"]


def test_a_plain_post_does_no_more_than_before(app, alice, bob, room, drain):
    """Once it is known that nobody wants to hear of the room, a post asks the database nothing, and no job is left."""
    bob.patch("/notification-settings", {"keywords": ["release"]})
    alice.say(room["id"], "first")
    drain()
    said = []
    engine = app.extensions["writer"].engine

    def note(connection, cursor, statement, *_):
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    alice.say(room["id"], "second")
    event.remove(engine, "before_cursor_execute", note)
    assert not [statement for statement in said if "notif" in statement or "FROM rooms" in statement], said
    assert app.extensions["jobs"].pending_count() == 0


@pytest.fixture
def crowd(app, alice):
    """A room of 20,000."""
    room = alice.create_room("Everybody")
    moment = datetime(2026, 1, 1, tzinfo=UTC)

    def fill(tx):
        first = (tx.session.scalar(select(func.max(User.id))) or 0) + 1
        ids = range(first, first + 20_000)
        people = [
            {
                "id": number,
                "username": f"u{number}",
                "username_key": f"u{number}",
                "name": f"u{number}",
                "email": f"u{number}@example.org",
                "email_key": f"u{number}@example.org",
                "password_hash": "",
                "locale": "en",
                "created_at": moment,
            }
            for number in ids
        ]
        tx.session.execute(insert(User), people)
        members = [{"room_id": room["id"], "user_id": number, "joined_at": moment} for number in ids]
        tx.session.execute(insert(Membership), members)
        tx.session.execute(
            insert(StreamVersion), [{"name": f"user:{number}", "version": 1} for number in ids]
        )

    with app.app_context():
        write(fill)
    return room


def test_twenty_thousand_at_once(app, alice, crowd):
    with app.app_context():
        count = lambda: db.session.scalar(select(func.count()).select_from(Notice))  # noqa: E731
        message = alice.say(crowd["id"], "@room, welcome", str(uuid.uuid4()))
        # The sender has the answer, and waits for none of this.
        assert (message["id"] > 0, count()) == (True, 0)
        living, most = weakref.WeakSet(), 0

        def note(notice, *_):
            nonlocal most
            living.add(notice)
            most = max(most, len(living))

        event.listen(Notice, "init", note)
        jobs.run_all()
        event.remove(Notice, "init", note)
        assert count() == 20_000
    # Some hundreds of people are in memory at a time, whatever their number.
    assert BATCH <= most <= 3 * BATCH
