"""Adding a to-do."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import OperationalError

UID = "11111111-2222-4333-8444-555555555555"


def test_a_member_adds_one_to_a_rooms_list(bob, shared):
    status, item = bob.post("/items", {"uid": UID, "list_id": shared["id"], "text": "Ship *it*"})
    assert status == 201
    me = {"id": bob.id, "username": "bob", "name": "bob"}
    assert item == {
        "id": item["id"],
        "uid": UID,
        "list_id": shared["id"],
        "parent": None,
        "position": "a0",
        "text": "Ship *it*",
        "html": "Ship <em>it</em>",
        "notes": "",
        "notes_html": "",
        "done_at": None,
        "done_by": None,
        "assignee": None,
        "author": me,
        "created_at": item["created_at"],
        "edited_at": None,
        "due": None,
        "remind": None,
        "repeat": None,
        "labels": [],
        "priority": 0,
        "roll_call": False,
        "ticks": [],
        "source": None,
        "waiting_for": None,
        "comments": 0,
        "deleted_at": None,
        "version": 1,
    }


def test_everything_can_be_said_at_once(alice, bob, shared, add):
    above = add(alice, shared)
    item = add(
        bob,
        shared,
        "Review",
        notes="See **there**",
        assignee_id=alice.id,
        due={"date": "2027-03-05", "time": "17:00", "zone": "Asia/Shanghai"},
        remind=30,
        repeat={"rule": "FREQ=WEEKLY"},
        labels=["release", "b", "release"],
        priority=3,
        position="a5",
        parent=above["uid"],
    )
    assert item["notes_html"] == "<p>See <strong>there</strong></p>"
    assert item["assignee"]["id"] == alice.id
    assert item["due"] == {
        "date": "2027-03-05",
        "time": "17:00",
        "zone": "Asia/Shanghai",
        "at": "2027-03-05T09:00:00.000Z",
    }
    assert (item["remind"], item["repeat"]) == (30, {"rule": "FREQ=WEEKLY", "after_done": False})
    assert (item["labels"], item["priority"], item["position"]) == (["b", "release"], 3, "a5")
    assert item["parent"] == above["uid"]


def test_those_without_a_place_come_last(alice, shared, add, texts):
    add(alice, shared, "one")
    add(alice, shared, "two")
    add(alice, shared, "nought", position="Zz")
    assert texts(alice, shared) == ["nought", "one", "two"]


def test_by_its_room_it_goes_to_the_first_list(bob, room, shared):
    status, item = bob.post("/items", {"uid": UID, "room_id": room["id"], "text": "x"})
    assert (status, item["list_id"]) == (201, shared["id"])


def test_without_a_place_it_goes_to_ones_own_list(bob, inbox):
    status, item = bob.post("/items", {"uid": UID, "text": "x"})
    assert (status, item["list_id"]) == (201, inbox(bob)["id"])


def test_sent_again_it_is_the_first_one(bob, shared, items):
    body = {"uid": UID, "list_id": shared["id"], "text": "once"}
    first = bob.post("/items", body)[1]
    status, again = bob.post("/items", body | {"uid": UID.upper(), "text": "twice"})
    assert (status, again) == (200, first)
    assert items(bob, shared) == [first]


def test_somebody_elses_uid_is_taken(alice, bob, shared):
    body = {"uid": UID, "list_id": shared["id"], "text": "mine"}
    bob.post("/items", body)
    status, answer = alice.post("/items", body)
    assert (status, answer["error"]["code"]) == (409, "conflict")


def test_everybody_who_follows_the_list_sees_it(alice, bob, shared, add):
    stream = f"list:{shared['id']}"
    watching = alice.socket()
    assert watching.ask("join", {"streams": [stream]})["versions"] == {stream: 0}
    item = add(bob, shared)
    assert watching.heard("change") == [{"stream": stream, "version": 1, "type": "item", "data": item}]
    assert alice.changes(stream)[1]["changes"] == [
        {"stream": stream, "version": 1, "type": "item", "data": item}
    ]


def test_it_can_be_made_of_a_message(alice, bob, room, shared, add):
    message = alice.say(room["id"], "Who waters the plants?")
    source = {"room_id": room["id"], "message_id": message["id"]}
    assert add(bob, shared, source=source)["source"] == source


def test_a_message_that_one_cannot_read_is_none(alice, charlie, closed, inbox):
    message = alice.say(closed["id"], "secret")
    for source in (
        {"room_id": closed["id"], "message_id": message["id"]},
        {"room_id": closed["id"], "message_id": 999},
    ):
        body = {"uid": UID, "list_id": inbox(charlie)["id"], "text": "x", "source": source}
        status, answer = charlie.post("/items", body)
        assert (status, answer["error"]["code"]) == (404, "not_found")


def test_a_message_of_another_room_is_none(alice, room, closed, shared):
    message = alice.say(closed["id"], "elsewhere")
    source = {"room_id": room["id"], "message_id": message["id"]}
    status, answer = alice.post(
        "/items", {"uid": UID, "list_id": shared["id"], "text": "x", "source": source}
    )
    assert (status, answer["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "A to-do needs some text."),
        (" \n\t", "A to-do needs some text."),
        ("x" * 2001, "This has 2001 characters; 2000 are the most."),
        (None, "Please fill this in."),
        (5, "This has to be text."),
    ],
)
def test_without_text_or_with_too_much_it_is_refused(alice, shared, text, sentence):
    status, answer = alice.post("/items", {"uid": UID, "list_id": shared["id"], "text": text})
    assert (status, answer["error"]["fields"]) == (422, {"text": sentence})


def test_the_longest_text_is_kept(alice, shared, add):
    assert add(alice, shared, "x" * 2000)["text"] == "x" * 2000


def test_it_is_one_line(alice, shared, add):
    assert add(alice, shared, "  two\r\nlines\x00\x07 ")["text"] == "two lines"


@pytest.mark.parametrize("uid", ["", "x", "11111111222243338444555555555555", "9" * 400])
def test_a_uid_that_is_none_is_refused(alice, shared, uid):
    status, answer = alice.post("/items", {"uid": uid, "list_id": shared["id"], "text": "x"})
    assert (status, list(answer["error"]["fields"])) == (422, ["uid"])


def post(person, of):
    status, answer = person.post("/items", {"uid": str(uuid.uuid4()), "list_id": of["id"], "text": "x"})
    return status, answer.get("error", {}).get("code")


def test_an_outsider_finds_no_list_of_a_closed_room(charlie, hidden):
    assert post(charlie, hidden) == (404, "not_found")


def test_who_only_reads_an_open_room_joins_first(charlie, shared):
    assert post(charlie, shared) == (403, "not_a_member")


def test_nobody_adds_to_somebody_elses_list(alice, bob, inbox):
    assert post(alice, inbox(bob)) == (404, "not_found")


def test_nobody_adds_in_the_archive(alice, bob, room, shared):
    alice.put(f"/rooms/{room['id']}/archive", {})
    assert post(bob, shared) == (403, "archived")


def test_who_is_muted_does_not_add(alice, bob, shared):
    status, _ = alice.put(f"/users/{bob.id}/mute", {"minutes": 10})
    assert status == 200
    assert post(bob, shared) == (403, "muted")


def test_there_is_no_such_list(alice):
    assert post(alice, {"id": 999}) == (404, "not_found")


def test_it_is_added_when_its_group_has_to_begin_anew(app, bob, shared, texts):
    writer = app.extensions["writer"]
    is_held, may_go_on = threading.Event(), threading.Event()
    runs = []

    def hold(tx):
        is_held.set()
        may_go_on.wait()

    def give_way(tx):
        runs.append(tx)
        if len(runs) == 1:
            # As a database says it to one of several processes: all of the group is undone, and done again.
            raise OperationalError("UPDATE", {}, Exception("deadlock detected"))

    def wait_for(count):
        while len(writer._waiting) < count:
            threading.Event().wait(0.001)

    with ThreadPoolExecutor() as pool:
        pool.submit(writer.write, hold)
        is_held.wait()
        body = {"uid": UID, "list_id": shared["id"], "text": "Both times", "position": "a5"}
        added = pool.submit(bob.post, "/items", body)
        wait_for(1)
        pool.submit(writer.write, give_way)
        wait_for(2)
        may_go_on.set()
        assert added.result()[0] == 201
    assert (len(runs), texts(bob, shared)) == (2, ["Both times"])
