"""Signing this device out."""

from tests.server.conftest import Person


def test_who_signs_out_is_nobody(bob):
    status, boot = bob.delete("/session")
    assert (status, boot["user"]) == (200, None)
    assert boot["workspace"] == {"name": "Northwind"}
    assert bob.get("/me")[0] == 401


def test_the_cookie_is_worthless_afterwards(app, bob):
    stolen = bob.client.get_cookie("parley_session").value
    bob.delete("/session")
    mallory = Person(app)
    mallory.client.set_cookie("parley_session", stolen)
    assert mallory.get("/me")[0] == 401


def test_the_next_csrf_token_is_another(bob):
    before = bob.csrf
    bob.csrf = bob.delete("/session")[1]["csrf"]
    assert bob.csrf != before
    assert bob.sign_in("bob")[0] == 200


def test_open_sockets_close_at_once(alice, bob):
    room = alice.create_room()
    chat, me = bob.socket(), bob.socket("/me")
    chat.ask("join", {"streams": [f"room:{room['id']}"]})
    bob.delete("/session")
    assert (chat.connected, me.connected) == (False, False)
    assert alice.entry(room)["online"] == 0


def test_other_devices_stay_signed_in(app, bob):
    phone = Person(app)
    phone.sign_in("bob")
    socket = phone.socket()
    bob.delete("/session")
    assert phone.get("/me")[0] == 200
    assert socket.connected


def test_who_is_signed_out_already_stays_so(visitor):
    status, boot = visitor.delete("/session")
    assert (status, boot["user"]) == (200, None)
