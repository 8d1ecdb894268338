"""Done and open again: a value, never a flip. What repeats comes again."""

import uuid

import pytest


def next_uid(item):
    return str(uuid.uuid5(uuid.UUID(item["uid"]), "next"))


def following(person, item):
    status, answer = person.get(f"/items/{next_uid(item)}")
    return answer["item"] if status == 200 else None


def test_a_member_ticks_what_somebody_else_has_added(alice, bob, shared, add, change):
    item = add(bob, shared)
    done = change(alice, item, done=True)
    assert done == item | {
        "done_at": done["done_at"],
        "done_by": {"id": alice.id, "username": "alice", "name": "alice"},
        "version": item["version"] + 1,
    }
    assert done["done_at"] >= item["created_at"]


def test_ticked_twice_it_is_the_firsts(alice, bob, shared, add, change):
    item = add(bob, shared)
    done = change(alice, item, done=True)
    assert change(bob, item, done=True) == done


def test_open_again_it_is_as_before(alice, shared, add, change):
    item = add(alice, shared)
    change(alice, item, done=True)
    assert change(alice, item, done=False) == item | {"version": item["version"] + 2}


def test_it_goes_from_the_active_to_the_completed(alice, shared, add, change, texts):
    items = [add(alice, shared, text) for text in ("one", "two", "three")]
    change(alice, items[0], done=True)
    change(alice, items[2], done=True)
    assert texts(alice, shared) == ["two"]
    assert texts(alice, shared, state="completed") == ["three", "one"]
    assert texts(alice, shared, state="all") == ["one", "two", "three"]


@pytest.fixture
def weekly(alice, bob, shared, add):
    """A to-do of every other Friday, with parts of which one is done."""
    item = add(
        alice,
        shared,
        "Release",
        notes="See the wiki",
        assignee_id=bob.id,
        labels=["release"],
        priority=2,
        due={"date": "2097-03-22", "time": "17:00", "zone": "Europe/Berlin"},
        remind=60,
        repeat={"rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"},
    )
    add(alice, shared, "Tag", parent=item["uid"])
    done = add(alice, shared, "Write notes", parent=item["uid"])
    alice.patch(f"/items/{done['uid']}", {"done": True})
    return item


def test_what_repeats_comes_again(alice, shared, weekly, change, items):
    change(alice, weekly, done=True)
    new = following(alice, weekly)
    same = (
        "text",
        "html",
        "notes",
        "notes_html",
        "assignee",
        "author",
        "labels",
        "priority",
        "remind",
        "repeat",
    )
    assert {name: new[name] for name in same} == {name: weekly[name] for name in same}
    assert (new["done_at"], new["list_id"]) == (None, weekly["list_id"])
    # At five in the afternoon also when the clocks have been changed in between.
    assert new["due"] == {
        "date": "2097-04-05",
        "time": "17:00",
        "zone": "Europe/Berlin",
        "at": "2097-04-05T15:00:00.000Z",
    }
    assert weekly["due"]["at"] == "2097-03-22T16:00:00.000Z"
    parts = [item for item in items(alice, shared) if item["parent"] == new["uid"]]
    assert [(part["text"], part["done_at"]) for part in parts] == [("Tag", None), ("Write notes", None)]


def test_ticked_twice_it_comes_once(alice, bob, shared, weekly, change, items):
    change(alice, weekly, done=True)
    before = items(alice, shared, state="all")
    change(bob, weekly, done=True)
    assert items(alice, shared, state="all") == before


def test_open_again_the_next_one_goes(alice, shared, weekly, change, items):
    before = [item["uid"] for item in items(alice, shared)]
    change(alice, weekly, done=True)
    change(alice, weekly, done=False)
    assert following(alice, weekly) is None
    assert [item["uid"] for item in items(alice, shared)] == before
    assert alice.get("/trash", query_string={"list_id": shared["id"]})[1]["items"] == []


def test_done_once_more_it_comes_once_more(alice, shared, weekly, change, items):
    change(alice, weekly, done=True)
    first = following(alice, weekly)
    for done in (False, True):
        change(alice, weekly, done=done)
    again = following(alice, weekly)
    same = first.keys() - {"version", "created_at"}
    assert {name: again[name] for name in same} == {name: first[name] for name in same}
    assert [item["text"] for item in items(alice, shared) if item["parent"] == again["uid"]] == [
        "Tag",
        "Write notes",
    ]


def test_a_next_one_that_somebody_has_touched_stays(alice, bob, weekly, change):
    change(alice, weekly, done=True)
    change(bob, following(bob, weekly), priority=3)
    change(alice, weekly, done=False)
    assert following(alice, weekly)["priority"] == 3


def test_after_done_counts_from_the_day_it_was_done(alice, shared, add, change):
    item = add(
        alice,
        shared,
        due={"date": "2020-01-01"},
        repeat={"rule": "FREQ=DAILY;INTERVAL=3", "after_done": True},
    )
    done = change(alice, item, done=True)
    days = following(alice, item)["due"]["date"], done["done_at"][:10]
    from datetime import date

    assert (date.fromisoformat(days[0]) - date.fromisoformat(days[1])).days == 3


def test_after_the_last_time_nothing_comes(alice, shared, add, change):
    item = add(alice, shared, due={"date": "2097-01-01"}, repeat={"rule": "FREQ=DAILY;COUNT=2"})
    change(alice, item, done=True)
    last = following(alice, item)
    assert last["due"]["date"] == "2097-01-02"
    change(alice, last, done=True)
    assert following(alice, last) is None


def test_its_room_hears_when_what_a_message_asked_for_is_done(alice, bob, room, shared, add, change):
    message = alice.say(room["id"], "Who waters the plants?")
    source = {"room_id": room["id"], "message_id": message["id"]}
    item = add(alice, shared, "Water [the] *plants*", source=source)
    done = change(bob, item, done=True)
    said = alice.history(room["id"])["messages"][-1]
    assert said["author"]["name"] == "bob"
    assert said["text"] == f"✅ [Water (the) plants](/todos/{item['uid']})"
    assert f'<a href="/todos/{item["uid"]}">Water (the) plants</a>' in said["html"]
    assert said["client_id"] == str(uuid.uuid5(uuid.UUID(item["uid"]), done["done_at"]))
    change(alice, item, done=True)
    assert alice.history(room["id"])["messages"][-1] == said


def test_it_is_done_also_when_its_room_cannot_hear(alice, bob, room, inbox, add, change):
    message = alice.say(room["id"], "Who waters the plants?")
    item = add(bob, inbox(bob), source={"room_id": room["id"], "message_id": message["id"]})
    bob.post(f"/rooms/{room['id']}/leave")
    assert change(bob, item, done=True)["done_by"]["id"] == bob.id
    assert alice.history(room["id"])["messages"] == [message]
