"""Losing access: to a room, or with the session to everything."""

from tests.server.conftest import Person


def test_who_is_removed_hears_that_and_no_more_in_every_tab(alice, bob, closed, follow):
    tabs = [follow(bob, closed), follow(bob, closed)]
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    alice.say(closed["id"], "now among ourselves")
    for tab in tabs:
        assert tab.heard("removed") == [{"stream": f"room:{closed['id']}"}]
        assert tab.connected


def test_who_is_removed_hears_nothing_from_the_moment_that_they_are(alice, bob, closed, follow):
    tab = follow(bob, closed)
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    alice.say(closed["id"], "now among ourselves")
    told = [change["type"] for change in tab.heard("change")]
    assert told in ([], ["member"])


def test_the_others_are_not_disturbed(alice, bob, closed, follow):
    tab = follow(alice, closed)
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    assert tab.heard("removed") == []
    alice.say(closed["id"], "hello")
    assert [change["type"] for change in tab.heard("change")] == ["message"]


def test_a_tab_that_did_not_follow_it_hears_nothing_of_it(alice, bob, room, closed, follow):
    tab = follow(bob, room)
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    assert tab.heard("removed") == []


def test_who_is_removed_cannot_follow_it_again_until_invited_again(alice, bob, closed, follow):
    tab = follow(bob, closed)
    stream = f"room:{closed['id']}"
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    assert tab.ask("join", {"streams": [stream]})["refused"] == [stream]
    alice.invite(closed, bob)
    assert list(tab.ask("join", {"streams": [stream]})["versions"]) == [stream]
    message = alice.say(closed["id"], "welcome back")
    assert message in [change["data"] for change in tab.heard("change")]


def test_their_other_rooms_go_on(alice, bob, room, closed, follow):
    tab = follow(bob, room, closed)
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    tab.heard()
    message = alice.say(room["id"], "hello")
    assert [change["data"] for change in tab.heard("change")] == [message]


def test_who_is_removed_is_not_counted_as_online(alice, bob, closed, follow):
    follow(bob, closed)
    assert alice.entry(closed)["online"] == 1
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    assert alice.entry(closed)["online"] == 0


def test_when_a_session_ends_its_sockets_do_and_no_others(app, alice, bob, room, follow):
    phone = Person(app)
    phone.sign_in("bob")
    here, there = [follow(bob, room), bob.socket("/me")], [follow(phone, room), phone.socket("/me")]
    bob.delete("/session")
    assert [socket.connected for socket in here] == [False, False]
    assert [socket.connected for socket in there] == [True, True]
    message = alice.say(room["id"], "hello")
    assert [change["data"] for change in there[0].heard("change")] == [message]
    assert alice.entry(room)["online"] == 1


def test_a_session_that_was_ended_elsewhere_posts_nothing(app, alice, bob, room, follow):
    phone = Person(app)
    phone.sign_in("bob")
    socket = follow(phone, room)
    [other] = [entry["id"] for entry in bob.get("/me/sessions")[1]["sessions"] if not entry["current"]]
    bob.delete(f"/me/sessions/{other}")
    assert not socket.connected
    assert phone.post(f"/rooms/{room['id']}/messages", {})[0] == 401
