"""Creating an open or a closed room."""

import pytest


@pytest.mark.parametrize("kind", ["open", "closed"])
def test_who_creates_a_room_is_in_it_and_administers_it(bob, kind, members):
    status, room = bob.post("/rooms", {"kind": kind, "name": "Design", "topic": "Shapes and colours"})
    assert status == 201
    assert room == {
        "id": room["id"],
        "kind": kind,
        "name": "Design",
        "topic": "Shapes and colours",
        "created_at": room["created_at"],
        "joined_at": room["joined_at"],
        "slow_mode_seconds": 0,
        "guests": "none",
        "archived_at": None,
        "version": room["version"],
        "last_seq": 0,
        "joined": True,
        "role": "admin",
        "read_seq": 0,
        "unread": 0,
        "people": [],
        "online": 0,
    }
    assert bob.entry(room) == room
    assert bob.get(f"/rooms/{room['id']}") == (200, room)
    assert members(bob, room) == {"bob": "admin"}


def test_all_devices_of_its_creator_are_told(bob):
    listening = bob.socket("/me")
    room = bob.create_room()
    version = bob.get("/rooms")[1]["version"]
    assert listening.heard("change") == [
        {"stream": f"user:{bob.id}", "version": version, "type": "room", "data": room}
    ]


def test_a_closed_room_is_told_to_nobody_else(bob, charlie):
    listening = charlie.socket("/me")
    room = bob.create_room(kind="closed")
    assert listening.heard() == []
    assert charlie.get("/rooms")[1]["rooms"] == []
    assert room["id"] not in [entry["id"] for entry in charlie.get("/rooms/open")[1]["rooms"]]


@pytest.mark.parametrize("name", ["design", "DESIGN", "  Design ", "Ｄｅｓｉｇｎ"])
def test_two_open_rooms_cannot_be_told_apart_by_guessing(alice, bob, name):
    alice.create_room("Design")
    status, answer = bob.post("/rooms", {"kind": "open", "name": name})
    assert (status, answer["error"]["code"]) == (409, "conflict")
    assert list(answer["error"]["fields"]) == ["name"]


def test_the_name_of_a_closed_room_is_not_given_away(alice, bob):
    alice.create_room("Merger", kind="closed")
    assert bob.create_room("Merger", kind="open")
    assert bob.create_room("Merger", kind="closed")


def test_space_around_and_inside_a_name_is_tidied(alice):
    room = alice.create_room("  Design \t and\n code ", topic=" what \n we make ")
    assert (room["name"], room["topic"]) == ("Design and code", "what we make")


def test_names_and_topics_may_be_so_long(alice):
    room = alice.create_room("字" * 80, topic="题" * 250)
    assert (len(room["name"]), len(room["topic"])) == (80, 250)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"kind": "open"}, ["name"]),
        ({"kind": "open", "name": ""}, ["name"]),
        ({"kind": "open", "name": "  "}, ["name"]),
        ({"kind": "open", "name": "\u200b\u2060"}, ["name"]),
        ({"kind": "open", "name": "x" * 81}, ["name"]),
        ({"kind": "closed", "name": "x", "topic": "x" * 251}, ["topic"]),
        ({"kind": "closed", "name": "", "topic": "x" * 251}, ["name", "topic"]),
        ({"kind": "secret", "name": "x"}, ["kind"]),
        ({"name": "x"}, ["kind"]),
    ],
)
def test_what_is_missing_or_too_long_is_marked(alice, body, fields):
    status, answer = alice.post("/rooms", body)
    assert (status, answer["error"]["code"], sorted(answer["error"]["fields"])) == (422, "invalid", fields)
    assert alice.get("/rooms")[1]["rooms"] == []
