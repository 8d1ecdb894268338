"""Following a list: who may, what it tells, and when it ends."""

import pytest


@pytest.fixture
def follow():
    """Follow lists, as a person; return the socket and the answer."""

    def follow(person, *lists):
        socket = person.socket()
        return socket, socket.ask("join", {"streams": [f"list:{of['id']}" for of in lists]})

    return follow


def test_a_member_follows_a_rooms_list_and_is_not_online_there(alice, shared, follow):
    stream = f"list:{shared['id']}"
    socket, answer = follow(alice, shared)
    assert answer == {"versions": {stream: 0}, "online": {}, "refused": []}
    assert socket.heard("presence") == []


def test_who_may_read_an_open_room_follows_its_lists(charlie, shared, follow):
    assert follow(charlie, shared)[1]["refused"] == []


def test_an_outsider_follows_no_list_of_a_closed_room(charlie, hidden, follow):
    assert follow(charlie, hidden)[1]["refused"] == [f"list:{hidden['id']}"]
    assert charlie.changes(f"list:{hidden['id']}")[0] == 404


def test_nobody_follows_somebody_elses_list(alice, bob, inbox, follow):
    own = inbox(bob)
    assert follow(alice, own)[1]["refused"] == [f"list:{own['id']}"]
    assert alice.changes(f"list:{own['id']}")[0] == 404
    assert follow(bob, own)[1]["refused"] == []


def test_there_is_no_such_list(alice, follow):
    assert follow(alice, {"id": 999})[1]["refused"] == ["list:999"]


def test_who_leaves_loses_the_lists_at_once(alice, bob, room, shared, follow, add):
    stream = f"list:{shared['id']}"
    socket, _ = follow(bob, shared)
    bob.post(f"/rooms/{room['id']}/leave")
    assert socket.heard("removed") == [{"stream": stream}]
    add(alice, shared)
    assert socket.heard("change") == []


def test_who_is_removed_from_a_closed_room_loses_the_lists_at_once(alice, bob, closed, hidden, follow, add):
    stream = f"list:{hidden['id']}"
    socket, _ = follow(bob, hidden)
    alice.delete(f"/rooms/{closed['id']}/members/{bob.id}")
    assert socket.heard("removed") == [{"stream": stream}]
    add(alice, hidden)
    assert socket.heard("change") == []
    assert bob.changes(stream)[0] == 404


def test_who_is_banned_hears_nothing_more(alice, bob, shared, follow, add):
    socket, _ = follow(bob, shared)
    assert alice.put(f"/users/{bob.id}/ban", {})[0] == 200
    assert not socket.connected


def test_who_becomes_a_guest_loses_the_lists_at_once(alice, bob, shared, follow):
    socket, _ = follow(bob, shared)
    assert alice.put(f"/users/{bob.id}/role", {"role": "guest"})[0] == 200
    assert socket.heard("removed") == [{"stream": f"list:{shared['id']}"}]
    assert bob.get(f"/lists/{shared['id']}/items")[0] == 403
    body = {"uid": "11111111-2222-4333-8444-555555555555", "list_id": shared["id"], "text": "x"}
    assert bob.socket().ask("add_item", body)["error"]["code"] == "forbidden"
    assert follow(bob, shared)[1]["refused"] == [f"list:{shared['id']}"]


def test_a_guest_is_given_nothing_to_do(alice, bob, shared, add, refused):
    item = add(alice, shared)
    alice.put(f"/users/{bob.id}/role", {"role": "guest"})
    sentence = "Only members of the room can be chosen."
    assert refused(alice, item, assignee_id=bob.id) == (422, "invalid", sentence)


def test_who_was_away_gets_what_has_changed_and_no_more(alice, bob, shared, add, change):
    stream = f"list:{shared['id']}"
    one, two, _ = (add(alice, shared, text) for text in ("one", "two", "three"))
    change(alice, one, done=True)
    two = change(alice, two, deleted=True)
    two_again = change(alice, two, deleted=False, text="2")
    status, answer = bob.changes(stream, since=3)
    assert (status, answer["version"]) == (200, 6)
    assert [(change["version"], change["data"]["text"]) for change in answer["changes"]] == [
        (4, "one"),
        (6, "2"),
    ]
    assert answer["changes"][1]["data"] == two_again
    assert bob.changes(stream, since=6)[1]["changes"] == []


def test_after_very_much_one_loads_anew(alice, bob, shared, add, monkeypatch):
    monkeypatch.setattr("server.realtime.catching_up.LARGEST_CATCH_UP", 3)
    for number in range(5):
        add(alice, shared, str(number))
    assert bob.changes(f"list:{shared['id']}", since=1)[1]["reset"] is True
    assert len(bob.changes(f"list:{shared['id']}", since=2)[1]["changes"]) == 3


def test_a_changed_name_is_seen_by_who_catches_up(alice, bob, shared, add):
    add(bob, shared)
    stream = f"list:{shared['id']}"
    alice.changes(stream)
    bob.patch("/me", {"name": "Robert"})
    [change] = alice.changes(stream)[1]["changes"]
    assert change["data"]["author"]["name"] == "Robert"


def test_a_rooms_own_stream_counts_no_to_dos(alice, room, shared, add, change):
    before = alice.changes(f"room:{room['id']}")[1]["version"]
    change(alice, add(alice, shared), done=True)
    assert alice.changes(f"room:{room['id']}")[1]["version"] == before
