"""Changing one's own account."""

import pytest


def test_ones_name_changes_wherever_it_is_shown(alice, bob):
    room = alice.create_room()
    bob.join_room(room)
    message = bob.say(room["id"], "hello")
    status, me = bob.patch("/me", {"name": "  Bob   Builder "})
    assert (status, me["name"], me["username"]) == (200, "Bob Builder", "bob")
    person = {"id": bob.id, "username": "bob", "name": "Bob Builder"}
    assert alice.get(f"/rooms/{room['id']}/messages/{message['id']}")[1]["author"] == person
    assert alice.get("/users", query_string={"q": "builder"})[1]["users"] == [person]


def test_ones_language_is_remembered_and_used_at_once(bob):
    status, me = bob.patch("/me", {"locale": "zh_Hans"})
    assert (status, me["locale"]) == (200, "zh_Hans")
    boot = bob.boot()
    assert (boot["locale"], boot["user"]["locale"]) == ("zh_Hans", "zh_Hans")


def test_ones_time_zone_is_remembered(bob):
    assert bob.get("/me")[1]["time_zone"] == ""
    status, me = bob.patch("/me", {"time_zone": "Asia/Shanghai"})
    assert (status, me["time_zone"]) == (200, "Asia/Shanghai")
    assert bob.patch("/me", {"name": "Bobby"})[1]["time_zone"] == "Asia/Shanghai"
    assert bob.patch("/me", {"time_zone": ""})[1]["time_zone"] == ""


@pytest.mark.parametrize("name", ["Mars/Olympus", "asia/shanghai", "../UTC", "localtime", "UTC\n", "x" * 300])
def test_a_time_zone_that_there_is_none_of_is_refused(bob, name):
    status, answer = bob.patch("/me", {"time_zone": name})
    assert (status, answer["error"]["fields"]) == (422, {"time_zone": "There is no such time zone."})


def test_what_is_not_given_stays(bob):
    bob.patch("/me", {"name": "Bobby"})
    bob.patch("/me", {"locale": "zh_Hans"})
    me = bob.patch("/me", {})[1]
    assert (me["name"], me["locale"]) == ("Bobby", "zh_Hans")
    assert bob.get("/me") == (200, me)


def test_ones_other_tabs_are_told_and_nobody_elses(alice, bob):
    own, others = bob.socket("/me"), alice.socket("/me")
    me = bob.patch("/me", {"name": "Bobby"})[1]
    assert own.heard("change") == [{"stream": f"user:{bob.id}", "version": 1, "type": "me", "data": me}]
    assert others.heard() == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"locale": "de"}, ["locale"]),
        ({"locale": ""}, ["locale"]),
        ({"locale": "../../etc"}, ["locale"]),
        ({"name": ""}, ["name"]),
        ({"name": " \t"}, ["name"]),
        ({"name": "x" * 81}, ["name"]),
        ({"name": "", "locale": "tlh"}, ["locale", "name"]),
        ({"name": None}, ["name"]),
        ({"username": "mallory"}, ["username"]),
        ({"role": "admin"}, ["role"]),
    ],
)
def test_what_cannot_be_is_marked(bob, body, fields):
    before = bob.get("/me")
    status, answer = bob.patch("/me", body)
    assert (status, sorted(answer["error"]["fields"])) == (422, fields)
    assert bob.get("/me") == before
