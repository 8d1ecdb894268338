"""Running a room: its pace, its archive, its administrators."""

import uuid

import pytest


def code(answer):
    status, body = answer
    return status, body["error"]["code"]


def post(person, room, text="hello"):
    body = {"client_id": str(uuid.uuid4()), "text": text}
    return person.post(f"/rooms/{room['id']}/messages", body)


def acts(alice):
    return [entry["action"] for entry in alice.get("/administration/audit")[1]["entries"]]


def latest(alice):
    entry = alice.get("/administration/audit")[1]["entries"][0]
    return entry["actor"]["id"], entry["action"], entry["target"], entry["data"]


def test_what_is_changed_is_in_the_log_and_what_stays_is_not(alice, bob, room):
    alice.patch(f"/rooms/{room['id']}", {"topic": "Ships", "name": room["name"]})
    told = (alice.id, "room.change", f"room:{room['id']}")
    assert latest(alice) == (*told, {"topic": "Ships"})
    alice.patch(f"/rooms/{room['id']}", {"topic": "Ships"})
    alice.patch(f"/rooms/{room['id']}", {"name": "Docks", "slow_mode_seconds": 10})
    assert latest(alice) == (*told, {"name": "Docks", "slow_mode_seconds": 10})
    assert acts(alice).count("room.change") == 2


class TestSlowMode:
    def test_members_wait_between_two_messages(self, alice, bob, room):
        bob.say(room["id"], "before it was slow")
        status, entry = alice.patch(f"/rooms/{room['id']}", {"slow_mode_seconds": 60})
        assert (status, entry["slow_mode_seconds"], entry["name"]) == (200, 60, room["name"])
        status, body = post(bob, room)
        assert (status, body["error"]["code"]) == (429, "slow_down")
        assert 50 < body["error"]["retry_after"] <= 60
        assert acts(alice)[0] == "room.change"

    def test_who_runs_it_does_not(self, alice, room):
        alice.patch(f"/rooms/{room['id']}", {"slow_mode_seconds": 60})
        assert [post(alice, room)[0] for _ in range(3)] == [201] * 3

    def test_it_ends_at_once(self, alice, bob, room):
        alice.patch(f"/rooms/{room['id']}", {"slow_mode_seconds": 60})
        assert post(bob, room)[0] == 201
        alice.patch(f"/rooms/{room['id']}", {"slow_mode_seconds": 0})
        assert post(bob, room)[0] == 201

    @pytest.mark.parametrize("seconds", [3601, -1, "soon"])
    def test_its_pause_has_an_end(self, alice, room, seconds):
        status, body = alice.patch(f"/rooms/{room['id']}", {"slow_mode_seconds": seconds})
        assert (status, list(body["error"]["fields"])) == (422, ["slow_mode_seconds"])


class TestArchive:
    def test_nobody_writes_any_more_and_everybody_reads(self, alice, bob, room):
        message = bob.say(room["id"], "hello")
        watching = bob.socket()
        watching.ask("join", {"streams": [f"room:{room['id']}"]})
        assert alice.call("PUT", f"/rooms/{room['id']}/archive").status_code == 200
        [change] = watching.heard("change")
        assert (change["type"], change["data"]["archived_at"] is not None) == ("room", True)
        for person in (alice, bob):
            assert code(post(person, room)) == (403, "archived")
        address = f"/rooms/{room['id']}/messages/{message['id']}"
        assert code(bob.patch(address, {"text": "other"})) == (403, "archived")
        assert [row["text"] for row in bob.history(room["id"])["messages"]] == ["hello"]
        assert bob.entry(room)["archived_at"]

    def test_it_is_brought_back(self, alice, bob, room):
        alice.call("PUT", f"/rooms/{room['id']}/archive")
        status, body = alice.delete(f"/rooms/{room['id']}/archive")
        assert (status, body["archived_at"]) == (200, None)
        assert post(bob, room)[0] == 201
        assert acts(alice)[:2] == ["room.unarchive", "room.archive"]

    def test_only_who_runs_it_may(self, bob, charlie, room, closed):
        assert code(bob.put(f"/rooms/{room['id']}/archive", {})) == (403, "forbidden")
        assert code(charlie.put(f"/rooms/{closed['id']}/archive", {})) == (404, "not_found")
        assert bob.entry(room)["archived_at"] is None

    def test_an_administrator_does_it_from_the_list_of_all_rooms(self, alice, bob):
        closed = bob.create_room("Bob's", kind="closed")
        address = f"/administration/rooms/{closed['id']}/archive"
        assert alice.put(address, {})[1]["archived_at"]
        assert code(post(bob, closed)) == (403, "archived")
        assert alice.delete(address)[1]["archived_at"] is None
        direct = bob.direct(alice)
        assert code(alice.put(f"/administration/rooms/{direct['id']}/archive", {})) == (404, "not_found")
        assert code(bob.put(address, {})) == (403, "forbidden")

    def test_a_direct_one_has_none(self, alice, bob):
        direct = alice.direct(bob)
        assert code(alice.put(f"/rooms/{direct['id']}/archive", {})) == (403, "forbidden")


class TestItsAdministrators:
    def test_one_makes_another(self, alice, bob, room, members):
        status, body = alice.put(f"/rooms/{room['id']}/members/{bob.id}/role", {"role": "admin"})
        assert (status, body["role"]) == (200, "admin")
        assert members(alice, room)["bob"] == bob.entry(room)["role"] == "admin"
        assert bob.patch(f"/rooms/{room['id']}", {"topic": "mine too"})[0] == 200
        assert acts(alice)[:2] == ["room.change", "room.role"]

    def test_and_takes_it_back(self, alice, bob, room, members):
        address = f"/rooms/{room['id']}/members/{bob.id}/role"
        alice.put(address, {"role": "admin"})
        assert bob.put(f"/rooms/{room['id']}/members/{alice.id}/role", {"role": "member"})[0] == 200
        assert members(bob, room) == {"alice": "member", "bob": "admin"}

    def test_somebody_is_left_to_run_it(self, bob):
        own = bob.create_room("Bob's")
        answer = bob.put(f"/rooms/{own['id']}/members/{bob.id}/role", {"role": "member"})
        assert code(answer) == (409, "last_admin")
        assert bob.entry(own)["role"] == "admin"

    def test_nobody_else_does(self, bob, charlie, room):
        address = f"/rooms/{room['id']}/members/{bob.id}/role"
        assert code(bob.put(address, {"role": "admin"})) == (403, "forbidden")
        assert code(charlie.put(address, {"role": "admin"})) == (403, "forbidden")

    def test_somebody_who_is_not_in_it(self, alice, charlie, room):
        answer = alice.put(f"/rooms/{room['id']}/members/{charlie.id}/role", {"role": "admin"})
        assert code(answer) == (404, "not_found")

    def test_there_are_no_other_roles(self, alice, bob, room):
        answer = alice.put(f"/rooms/{room['id']}/members/{bob.id}/role", {"role": "king"})
        assert code(answer) == (422, "invalid")
