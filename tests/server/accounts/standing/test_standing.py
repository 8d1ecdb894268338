"""Roles, mutes, bans and deactivation: who may do them to whom, and what they do at once."""

import uuid

import pytest

from server.accounts import actions as accounts
from server.accounts.standing import actions
from server.core.errors import Refused
from tests.server.conftest import PASSWORD


@pytest.fixture
def moderator(app, alice, charlie):
    """Charlie, whom Alice has made a moderator."""
    assert alice.put(f"/users/{charlie.id}/role", {"role": "moderator"})[0] == 200
    return charlie


def code(answer):
    status, body = answer
    return status, body["error"]["code"]


def message():
    return {"client_id": str(uuid.uuid4()), "text": "hello"}


class TestRole:
    def test_an_administrator_gives_it_and_every_page_of_theirs_knows(self, alice, bob):
        page = bob.socket("/me")
        page.ask("join", {"streams": [f"user:{bob.id}"]})
        status, body = alice.put(f"/users/{bob.id}/role", {"role": "moderator"})
        assert (status, body["role"]) == (200, "moderator")
        assert bob.get("/me")[1]["role"] == "moderator"
        mine = [change["data"] for change in page.heard("change") if change["type"] == "me"]
        assert [me["role"] for me in mine] == ["moderator"]
        entry = alice.get("/administration/audit")[1]["entries"][0]
        assert (entry["action"], entry["target"]) == ("user.role", f"user:{bob.id}")
        assert entry["data"] == {"from": "member", "to": "moderator"}

    def test_there_are_no_others(self, alice, bob):
        status, body = alice.put(f"/users/{bob.id}/role", {"role": "emperor"})
        assert (status, list(body["error"]["fields"])) == (422, ["role"])

    def test_nobody_else_may(self, alice, bob, moderator):
        for person in (bob, moderator):
            assert code(person.put(f"/users/{person.id}/role", {"role": "admin"})) == (403, "forbidden")
            assert person.get("/me")[1]["role"] != "admin"

    def test_somebody_is_left_to_administer(self, alice, bob):
        assert code(alice.put(f"/users/{alice.id}/role", {"role": "member"})) == (409, "last_admin")
        alice.put(f"/users/{bob.id}/role", {"role": "admin"})
        assert alice.put(f"/users/{alice.id}/role", {"role": "member"})[0] == 200
        assert code(alice.get("/administration/people")) == (403, "forbidden")

    def test_who_does_not_exist(self, alice):
        assert code(alice.put("/users/999999/role", {"role": "member"})) == (404, "not_found")


class TestDeactivation:
    def test_it_ends_every_session_and_socket_and_keeps_out(self, alice, bob, visitor):
        page = bob.socket()
        assert alice.put(f"/users/{bob.id}/deactivation", {})[0] == 200
        assert not page.connected
        assert code(bob.get("/rooms")) == (401, "unauthorized")
        right = {"login": "bob", "password": PASSWORD}
        assert code(visitor.post("/session", right)) == (403, "deactivated")
        wrong = {"login": "bob", "password": "something else"}
        assert code(visitor.post("/session", wrong)) == (401, "wrong_credentials")

    def test_it_can_be_undone(self, alice, bob, visitor):
        alice.put(f"/users/{bob.id}/deactivation", {})
        assert alice.delete(f"/users/{bob.id}/deactivation")[0] == 200
        assert visitor.post("/session", {"login": "bob", "password": PASSWORD})[0] == 200

    def test_the_last_administrator_stays(self, alice):
        assert code(alice.put(f"/users/{alice.id}/deactivation", {})) == (409, "last_admin")

    def test_moderators_may_not(self, bob, moderator):
        assert code(moderator.put(f"/users/{bob.id}/deactivation", {})) == (403, "forbidden")
        assert code(moderator.delete(f"/users/{bob.id}/deactivation")) == (403, "forbidden")


class TestBan:
    def test_it_ends_every_session_and_socket_and_keeps_out(self, bob, moderator, visitor):
        page = bob.socket()
        assert moderator.put(f"/users/{bob.id}/ban", {})[0] == 200
        assert not page.connected
        assert code(bob.get("/rooms")) == (401, "unauthorized")
        assert code(visitor.post("/session", {"login": "bob", "password": PASSWORD})) == (403, "banned")
        assert moderator.delete(f"/users/{bob.id}/ban")[0] == 200
        assert visitor.post("/session", {"login": "bob", "password": PASSWORD})[0] == 200

    def test_not_of_oneself_nor_of_who_stands_as_high(self, alice, bob, moderator):
        assert code(moderator.put(f"/users/{moderator.id}/ban", {})) == (403, "forbidden")
        assert code(moderator.put(f"/users/{alice.id}/ban", {})) == (403, "forbidden")
        alice.put(f"/users/{bob.id}/role", {"role": "moderator"})
        assert code(moderator.put(f"/users/{bob.id}/ban", {})) == (403, "forbidden")
        assert bob.get("/rooms")[0] == 200

    def test_members_may_not(self, alice, bob, charlie):
        assert code(bob.put(f"/users/{charlie.id}/ban", {})) == (403, "forbidden")
        assert charlie.get("/rooms")[0] == 200


class TestMute:
    def test_who_is_muted_reads_and_does_not_write_by_any_door(self, alice, bob, moderator):
        room = alice.create_room()
        bob.join_room(room)
        mine = bob.say(room["id"], "known to write here")
        assert moderator.put(f"/users/{bob.id}/mute", {"minutes": 10})[0] == 200
        path = f"/rooms/{room['id']}/messages"
        status, body = bob.post(path, message())
        assert (status, body["error"]["code"]) == (403, "muted")
        assert 1 <= body["error"]["retry_after"] <= 600
        assert "10 minutes" in body["error"]["message"]
        answer = bob.socket().ask("post", {"room_id": room["id"], **message()})
        assert answer["error"]["code"] == "muted"
        assert code(bob.patch(f"{path}/{mine['id']}", {"text": "changed"})) == (403, "muted")
        assert [found["text"] for found in bob.history(room["id"])["messages"]] == ["known to write here"]
        assert moderator.put(f"/users/{bob.id}/mute", {"minutes": 0})[0] == 200
        assert bob.post(path, message())[0] == 201

    def test_it_ends_by_itself(self, app, alice, bob):
        room = alice.create_room()
        bob.join_room(room)
        with app.app_context():
            actions.mute(None, bob.id, 1)
            assert code(bob.post(f"/rooms/{room['id']}/messages", message()))[1] == "muted"
            writer = app.extensions["writer"]
            writer.write(
                lambda tx: setattr(tx.session.get_one(accounts.User, bob.id), "muted_until", accounts.now())
            )
        assert bob.post(f"/rooms/{room['id']}/messages", message())[0] == 201

    @pytest.mark.parametrize("minutes", [366 * 24 * 60 + 1, -1, "soon"])
    def test_for_a_time_that_makes_sense(self, alice, bob, minutes):
        assert alice.put(f"/users/{bob.id}/mute", {"minutes": minutes})[0] == 422

    def test_members_may_not(self, bob, charlie):
        assert code(bob.put(f"/users/{charlie.id}/mute", {"minutes": 5})) == (403, "forbidden")


def test_signed_out_nobody_may_anything(bob, visitor):
    for way, body in (
        ("role", {"role": "admin"}),
        ("ban", {}),
        ("deactivation", {}),
        ("mute", {"minutes": 1}),
    ):
        assert code(visitor.put(f"/users/{bob.id}/{way}", body)) == (401, "unauthorized")


def test_the_command_line_may_everything_but_leave_nobody_in_charge(app, alice, bob):
    with app.app_context():
        assert actions.change_role(None, bob.id, "admin").role == "admin"
        assert actions.ban(None, alice.id).banned_at
        with pytest.raises(Refused) as refusal:
            actions.deactivate(None, bob.id)
    assert refusal.value.code == "last_admin"
    entry = bob.get("/administration/audit")[1]["entries"][0]
    assert (entry["actor"], entry["action"]) == (None, "user.ban")
