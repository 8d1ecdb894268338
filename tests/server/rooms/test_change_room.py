"""Renaming a room and changing its topic."""

import pytest


def test_its_administrator_renames_it(alice, room):
    status, renamed = alice.patch(f"/rooms/{room['id']}", {"name": "Design and code"})
    assert status == 200
    assert (renamed["name"], renamed["topic"]) == ("Design and code", room["topic"])
    assert alice.entry(room) == renamed


def test_its_topic_changes_alone(alice, room):
    assert alice.patch(f"/rooms/{room['id']}", {"topic": "Shapes"})[1]["topic"] == "Shapes"
    room = alice.patch(f"/rooms/{room['id']}", {"topic": ""})[1]
    assert (room["name"], room["topic"]) == ("Design", "")


def test_everybody_who_follows_it_is_told(alice, bob, room):
    watching = bob.socket()
    watching.ask("join", {"streams": [f"room:{room['id']}"]})
    renamed = alice.patch(f"/rooms/{room['id']}", {"name": "Code"})[1]
    [change] = watching.heard("change")
    assert (change["type"], change["version"]) == ("room", renamed["version"])
    assert change["data"] == {key: renamed[key] for key in change["data"]}


def test_an_administrator_of_the_workspace_renames_any_open_room(alice, bob):
    room = bob.create_room()
    status, renamed = alice.patch(f"/rooms/{room['id']}", {"name": "Code"})
    assert (status, renamed["name"], renamed["joined"]) == (200, "Code", False)


def test_nobody_else_does(alice, bob, charlie, room):
    for person in (bob, charlie):
        status, answer = person.patch(f"/rooms/{room['id']}", {"name": "Mine"})
        assert (status, answer["error"]["code"]) == (403, "forbidden")
    assert alice.entry(room)["name"] == "Design"


def test_a_closed_room_does_not_exist_for_others(alice, bob, charlie, closed):
    status, answer = charlie.patch(f"/rooms/{closed['id']}", {"name": "Mine"})
    assert (status, answer["error"]["code"]) == (404, "not_found")
    theirs = bob.create_room(kind="closed")
    assert alice.patch(f"/rooms/{theirs['id']}", {"name": "Mine"})[0] == 404


def test_it_cannot_take_the_name_of_another_open_room(alice, room):
    alice.create_room("Code")
    status, answer = alice.patch(f"/rooms/{room['id']}", {"name": "CODE"})
    assert (status, answer["error"]["code"], list(answer["error"]["fields"])) == (409, "conflict", ["name"])


def test_a_name_that_became_free_can_be_taken(alice, room):
    alice.patch(f"/rooms/{room['id']}", {"name": "Code"})
    assert alice.create_room("Design")


def test_it_can_take_its_own_name_in_other_letters(alice, room):
    assert alice.patch(f"/rooms/{room['id']}", {"name": "DESIGN"})[1]["name"] == "DESIGN"


@pytest.mark.parametrize(
    ("body", "field"),
    [({"name": " "}, "name"), ({"name": "x" * 81}, "name"), ({"topic": "x" * 251}, "topic")],
)
def test_what_is_empty_or_too_long_is_marked(alice, room, body, field):
    status, answer = alice.patch(f"/rooms/{room['id']}", body)
    assert (status, list(answer["error"]["fields"])) == (422, [field])


def test_its_kind_cannot_change(alice, room):
    assert alice.patch(f"/rooms/{room['id']}", {"kind": "closed"})[0] == 422
