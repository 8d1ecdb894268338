"""People without an account, in the rooms that let them in and nowhere else."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import update

from server.accounts import access
from server.accounts.models import DeviceSession
from server.core.db import now
from server.core.writer import write
from server.rooms import guests
from tests.server.conftest import Person


@pytest.fixture
def lobby(alice, bob):
    """An open room in which guests may write; the workspace takes guests."""
    assert alice.patch("/administration/workspace", {"guests": True})[0] == 200
    lobby = alice.create_room("Lobby")
    assert alice.patch(f"/rooms/{lobby['id']}", {"guests": "write"})[1]["guests"] == "write"
    bob.join_room(lobby)
    alice.say(lobby["id"], "welcome")
    return lobby


@pytest.fixture
def design(alice, bob):
    """An open room for people with an account."""
    room = alice.create_room("Design")
    bob.join_room(room)
    return room


def visit(app, room, nickname="Mika"):
    """Return a guest."""
    guest = Person(app)
    guest.boot()
    status, boot = guest.post(f"/rooms/{room['id']}/guests", {"nickname": nickname})
    assert status == 201, boot
    guest._take(boot)
    return guest


@pytest.fixture
def guest(app, lobby):
    return visit(app, lobby)


def post(person, room, text="hello"):
    return person.post(f"/rooms/{room['id']}/messages", {"client_id": str(uuid.uuid4()), "text": text})


def code(answer):
    status, body = answer
    return status, body["error"]["code"]


class TestTheWayIn:
    def test_a_visitor_learns_that_the_room_lets_them_in(self, visitor, lobby):
        status, room = visitor.get(f"/rooms/{lobby['id']}/guests")
        assert (status, room["name"], room["guests"]) == (200, "Lobby", "write")

    def test_they_are_in_it_and_read_and_write(self, bob, guest, lobby):
        assert [room["name"] for room in guest.get("/rooms")[1]["rooms"]] == ["Lobby"]
        assert [row["text"] for row in guest.history(lobby["id"])["messages"]] == ["welcome"]
        assert post(guest, lobby)[0] == 201
        last = bob.history(lobby["id"])["messages"][-1]
        assert (last["text"], last["author"]["name"], last["author"]["username"][0]) == ("hello", "Mika", "~")
        assert guest.get("/me")[1]["role"] == "guest"

    def test_their_socket_hears_it_and_no_other(self, alice, guest, lobby, design):
        page = guest.socket()
        streams = [f"room:{lobby['id']}", f"room:{design['id']}"]
        assert page.ask("join", {"streams": streams})["refused"] == [f"room:{design['id']}"]
        alice.say(lobby["id"], "for all")
        alice.say(design["id"], "for us")
        assert [change["data"]["text"] for change in page.heard("change")] == ["for all"]

    def test_it_is_shut_unless_an_administrator_opens_it(self, app, alice, visitor, lobby):
        alice.patch("/administration/workspace", {"guests": False})
        assert visitor.get(f"/rooms/{lobby['id']}/guests")[0] == 404
        assert visitor.post(f"/rooms/{lobby['id']}/guests", {"nickname": "Mika"})[0] == 404

    def test_other_rooms_do_not_exist_for_them(self, alice, visitor, lobby, design):
        closed = alice.create_room("Board", kind="closed")
        for room_id in (design["id"], closed["id"], 999_999):
            assert code(visitor.get(f"/rooms/{room_id}/guests")) == (404, "not_found")
            assert code(visitor.post(f"/rooms/{room_id}/guests", {"nickname": "Mika"})) == (404, "not_found")

    @pytest.mark.parametrize("nickname", ["", "  ", "x" * 33, "bob", "BOB", "Alice"])
    def test_nicknames_that_are_none(self, visitor, lobby, nickname):
        status, body = visitor.post(f"/rooms/{lobby['id']}/guests", {"nickname": nickname})
        assert (status, list(body["error"]["fields"])) == (422, ["nickname"])

    def test_only_open_rooms_can_let_guests_in(self, alice, lobby):
        closed = alice.create_room("Board", kind="closed")
        status, body = alice.patch(f"/rooms/{closed['id']}", {"guests": "read"})
        assert (status, list(body["error"]["fields"])) == (422, ["guests"])


class TestTheirLimits:
    def test_they_see_no_other_room(self, alice, guest, lobby, design):
        assert [room["name"] for room in guest.get("/rooms/open")[1]["rooms"]] == ["Lobby"]
        for path in ("", "/messages"):
            assert code(guest.get(f"/rooms/{design['id']}{path}")) == (404, "not_found")
        assert code(guest.post(f"/rooms/{design['id']}/join")) == (404, "not_found")
        assert guest.changes(f"room:{design['id']}")[0] == 404

    def test_they_list_nobody_and_make_nothing(self, alice, bob, guest, lobby):
        assert code(guest.get("/users")) == (403, "forbidden")
        assert code(guest.get(f"/rooms/{lobby['id']}/members")) == (403, "forbidden")
        assert code(guest.post("/rooms", {"kind": "open", "name": "Mine"})) == (403, "forbidden")
        assert code(guest.post("/rooms", {"kind": "direct", "user_ids": [bob.id]})) == (403, "forbidden")
        assert code(guest.post(f"/rooms/{lobby['id']}/members", {"user_ids": [bob.id]})) == (403, "forbidden")
        assert code(guest.patch("/me", {"name": "Alice"})) == (403, "forbidden")

    def test_nobody_finds_them_or_writes_to_them(self, alice, guest):
        assert "Mika" not in str(alice.get("/users")[1])
        assert code(alice.post("/rooms", {"kind": "direct", "user_ids": [guest.id]})) == (422, "invalid")

    def test_where_guests_only_read(self, app, alice, lobby):
        alice.patch(f"/rooms/{lobby['id']}", {"guests": "read"})
        reader = visit(app, lobby)
        assert code(post(reader, lobby)) == (403, "guests_read")
        assert reader.history(lobby["id"])["messages"]

    def test_they_write_slowly(self, guest, lobby):
        assert post(guest, lobby)[0] == 201
        assert code(post(guest, lobby)) == (429, "slow_down")

    def test_who_was_allowed_to_write_is_not_remembered(self, alice, guest, lobby):
        assert post(guest, lobby)[0] == 201
        alice.patch(f"/rooms/{lobby['id']}", {"guests": "read"})
        assert code(post(guest, lobby)) == (403, "guests_read")


class TestTheWayOut:
    def test_a_room_that_takes_no_more_guests_sees_them_out(self, alice, guest, lobby):
        page = guest.socket()
        page.ask("join", {"streams": [f"room:{lobby['id']}"]})
        alice.patch(f"/rooms/{lobby['id']}", {"guests": "none"})
        assert page.heard("removed") == [{"stream": f"room:{lobby['id']}"}]
        assert guest.get(f"/rooms/{lobby['id']}/messages")[0] == 404
        assert guest.get("/rooms")[1]["rooms"] == []

    def test_a_workspace_that_takes_no_more_guests_signs_them_out(self, alice, guest):
        page = guest.socket()
        alice.patch("/administration/workspace", {"guests": False})
        assert not page.connected
        assert guest.get("/rooms")[0] == 401

    def test_they_are_banned_like_everybody(self, alice, guest, lobby):
        assert alice.put(f"/users/{guest.id}/ban", {})[0] == 200
        assert guest.get("/rooms")[0] == 401

    def test_they_run_nothing(self, alice, bob, guest, lobby):
        answer = alice.put(f"/rooms/{lobby['id']}/members/{guest.id}/role", {"role": "admin"})
        assert code(answer) == (403, "forbidden")
        for person in (alice, bob):
            person.post(f"/rooms/{lobby['id']}/leave")
        assert guest.entry(lobby)["role"] == "member"


def test_who_may_not_look_in_any_more_hears_nothing_more(alice, charlie, lobby):
    stream = f"room:{lobby['id']}"
    alice.put(f"/users/{charlie.id}/role", {"role": "guest"})
    page = charlie.socket()
    assert stream in page.ask("join", {"streams": [stream]})["versions"]
    assert alice.patch(f"/rooms/{lobby['id']}", {"guests": "none"})[0] == 200
    assert page.heard("removed") == [{"stream": stream}]
    alice.say(lobby["id"], "among ourselves")
    assert page.heard("change") == []


def test_who_becomes_a_guest_hears_no_more_of_rooms_that_take_none(alice, bob):
    room = alice.create_room("Open to members")
    page = bob.socket()
    page.ask("join", {"streams": [f"room:{room['id']}"]})
    alice.put(f"/users/{bob.id}/role", {"role": "guest"})
    assert page.heard("removed") == [{"stream": f"room:{room['id']}"}]
    alice.say(room["id"], "among members")
    assert page.heard("change") == []


class TestGone:
    """Visitors leave no account behind to which somebody could come back."""

    @pytest.fixture
    def later(self, app):
        """Let some days go by, and do what is done every hour."""

        def later(days=0):
            def change(tx):
                seen = now() - timedelta(days=days)
                tx.session.execute(update(DeviceSession).values(last_seen_at=seen))

            with app.app_context():
                if days:
                    write(change)
                    access.people.forget_all()
                guests.see_gone_out()

        return later

    def members(self, bob, room):
        return {member["user"]["name"] for member in bob.get(f"/rooms/{room['id']}/members")[1]["members"]}

    def test_who_signs_out_is_in_the_room_no_more(self, bob, guest, lobby, later):
        guest.delete("/session")
        assert "Mika" in self.members(bob, lobby)
        later()
        assert self.members(bob, lobby) == {"alice", "bob"}

    def test_who_has_not_been_here_for_a_week_has_to_come_in_anew(self, bob, guest, lobby, later):
        later(days=6)
        assert "Mika" in self.members(bob, lobby)
        assert guest.get("/me")[0] == 200
        later(days=8)
        assert self.members(bob, lobby) == {"alice", "bob"}
        assert guest.get("/me")[0] == 401

    def test_people_with_an_account_stay_however_long_they_are_away(self, bob, guest, lobby, later):
        bob.delete("/session")
        later(days=100)
        bob.sign_in("bob")
        assert "bob" in self.members(bob, lobby)
