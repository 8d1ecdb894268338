"""Following streams, and following them no longer."""

import pytest


def test_joining_tells_the_version_and_who_is_online(alice, bob, room):
    message = alice.say(room["id"], "hello")
    stream = f"room:{room['id']}"
    answer = bob.socket().ask("join", {"streams": [stream]})
    assert answer == {
        "versions": {stream: message["version"]},
        "online": {stream: {"stream": stream, "count": 1, "people": [bob.id]}},
        "refused": [],
    }


def test_from_that_version_on_nothing_is_missed(alice, bob, room, follow):
    socket = follow(bob, room)
    messages = [alice.say(room["id"], text) for text in ("one", "two")]
    assert [change["data"] for change in socket.heard("change")] == messages


def test_an_open_room_can_be_followed_before_joining_it(alice, charlie, room, follow):
    socket = follow(charlie, room)
    message = alice.say(room["id"], "hello")
    assert [change["data"] for change in socket.heard("change")] == [message]


def test_each_stream_is_allowed_or_refused_by_itself(alice, charlie, room, closed):
    streams = [f"room:{room['id']}", f"room:{closed['id']}", "room:812"]
    answer = charlie.socket().ask("join", {"streams": streams})
    assert (list(answer["versions"]), answer["refused"]) == (streams[:1], streams[1:])


@pytest.mark.parametrize(
    "stream",
    [
        *[
            "",
            "room",
            "room:",
            ":1",
            "room:x",
            "room:-1",
            "room:1.0",
            "room:01",
            "room: 1",
            "room:٣",
            "Room:1",
        ],
        *["list:1", "user:{me}", "user:1", "session:1", "room:9007199254740992", "room:" + "9" * 400, "\x00"],
        "\ud800",
    ],
)
def test_what_is_no_stream_of_a_room_is_refused(bob, room, stream):
    stream = stream.format(me=bob.id)
    answer = bob.socket().ask("join", {"streams": [stream]})
    assert answer == {"versions": {}, "online": {}, "refused": [stream]}


def test_joining_twice_is_joining_once(alice, bob, room):
    stream = f"room:{room['id']}"
    socket = bob.socket()
    for _ in range(2):
        assert socket.ask("join", {"streams": [stream, stream]})["online"][stream]["count"] == 1
    alice.say(room["id"], "hello")
    assert len(socket.heard("change")) == 1


def test_five_hundred_at_a_time_are_the_most(bob, room):
    socket = bob.socket()
    stream = f"room:{room['id']}"
    assert list(socket.ask("join", {"streams": [stream] * 500})["versions"]) == [stream]
    assert socket.ask("join", {"streams": [stream] * 501})["error"]["code"] == "invalid"


def test_who_leaves_a_stream_hears_no_more_of_it(alice, bob, room, follow):
    socket = follow(bob, room)
    assert socket.ask("leave", {"streams": [f"room:{room['id']}"]}) == {}
    alice.say(room["id"], "hello")
    assert socket.heard("change") == []


def test_ones_other_tabs_go_on(alice, bob, room, follow):
    leaving, staying = follow(bob, room), follow(bob, room)
    leaving.ask("leave", {"streams": [f"room:{room['id']}"]})
    alice.say(room["id"], "hello")
    assert (len(leaving.heard("change")), len(staying.heard("change"))) == (0, 1)


def test_leaving_what_one_does_not_follow_changes_nothing(bob, room, closed, follow):
    socket = follow(bob, closed)
    assert socket.ask("leave", {"streams": [f"room:{room['id']}", "room:812"]}) == {}
    assert socket.connected


def test_nobody_can_leave_their_own_stream(bob):
    socket = bob.socket()
    socket.ask("leave", {"streams": [f"user:{bob.id}", "session:1"]})
    assert bob.delete("/session")[0] == 200
    assert not socket.connected


@pytest.mark.parametrize("event", ["join", "leave"])
@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [None],
        ["room:1"],
        [["room:1"]],
        [{}],
        [{"streams": None}],
        [{"streams": "room:1"}],
        [{"streams": {"room:1": True}}],
        [{"streams": [1]}],
        [{"streams": [None]}],
        [{"streams": [["room:1"]]}],
        [{"streams": ["room:1"]}, {}],
    ],
)
def test_a_malformed_event_gets_an_error_acknowledgement(bob, room, event, arguments):
    socket = bob.socket()
    error = socket.ask(event, *arguments)["error"]
    assert (error["code"], bool(error["message"])) == ("invalid", True)
    assert socket.connected


@pytest.mark.parametrize("namespace", ["/chat", "/me"])
@pytest.mark.parametrize("arguments", [[], [{}], ["x", 1, None]])
def test_an_event_that_there_is_none_of_gets_one_too(bob, namespace, arguments):
    assert bob.socket(namespace).ask("nonsense", *arguments)["error"]["code"] == "invalid"


def test_a_socket_of_ones_own_stream_takes_no_other_events(bob, room):
    assert bob.socket("/me").ask("join", {"streams": [f"room:{room['id']}"]})["error"]["code"] == "invalid"
