"""Bringing people into a room."""

import pytest


def test_a_member_brings_people_into_a_closed_room(alice, bob, charlie, closed, members):
    status, answer = bob.post(f"/rooms/{closed['id']}/members", {"user_ids": [charlie.id]})
    assert status == 200
    assert answer["members"] == [
        {"user": {"id": charlie.id, "username": "charlie", "name": "charlie"}, "role": "member"}
    ]
    assert members(charlie, closed) == {"alice": "admin", "bob": "member", "charlie": "member"}


def test_who_is_invited_is_told_and_has_nothing_unread(alice, charlie, closed):
    message = alice.say(closed["id"], "before")
    listening = charlie.socket("/me")
    alice.invite(closed, charlie)
    change, notice = listening.heard("change")
    assert (notice["type"], notice["data"]["kind"]) == ("notice", "invited")
    assert change["data"] == charlie.entry(closed)
    assert (change["data"]["joined"], change["data"]["unread"]) == (True, 0)
    assert charlie.history(closed["id"])["messages"] == [message]


def test_who_is_in_it_already_stays_as_they_are(alice, bob, closed, members):
    before = alice.changes(f"room:{closed['id']}")[1]["version"]
    status, answer = bob.post(f"/rooms/{closed['id']}/members", {"user_ids": [alice.id, bob.id, bob.id]})
    assert (status, [member["role"] for member in answer["members"]]) == (200, ["admin", "member"])
    assert alice.changes(f"room:{closed['id']}")[1]["version"] == before


def test_who_was_removed_can_be_invited_again(alice, bob, closed, members):
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    alice.invite(closed, bob)
    assert members(bob, closed) == {"alice": "admin", "bob": "member"}


def test_all_or_nobody(alice, charlie, closed, members):
    status, answer = alice.post(f"/rooms/{closed['id']}/members", {"user_ids": [charlie.id, 812]})
    assert (status, list(answer["error"]["fields"])) == (422, ["user_ids"])
    assert members(alice, closed) == {"alice": "admin", "bob": "member"}


@pytest.mark.parametrize("user_ids", [[], list(range(101))])
def test_nobody_and_too_many_are_refused(alice, closed, user_ids):
    status, answer = alice.post(f"/rooms/{closed['id']}/members", {"user_ids": user_ids})
    assert (status, list(answer["error"]["fields"])) == (422, ["user_ids"])


def test_outsiders_invite_nobody(charlie, room, closed):
    body = {"user_ids": [charlie.id]}
    status, answer = charlie.post(f"/rooms/{room['id']}/members", body)
    assert (status, answer["error"]["code"]) == (403, "not_a_member")
    status, answer = charlie.post(f"/rooms/{closed['id']}/members", body)
    assert (status, answer["error"]["code"]) == (404, "not_found")
