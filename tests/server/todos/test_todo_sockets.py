"""To-dos over a socket: the same as over HTTP, acknowledged when it is committed."""

import uuid

import pytest


@pytest.fixture
def socket(bob):
    return bob.socket()


def test_an_item_is_added(bob, shared, socket, items):
    body = {"uid": str(uuid.uuid4()), "list_id": shared["id"], "text": "Ship it", "labels": ["x"]}
    answer = socket.ask("add_item", body)
    assert answer == {"item": items(bob, shared)[0]}
    assert socket.ask("add_item", body) == answer


def test_an_item_is_changed(bob, shared, socket, add, items):
    item = add(bob, shared)
    answer = socket.ask("change_item", {"uid": item["uid"], "changes": {"text": "Other", "priority": 1}})
    assert answer == {"item": items(bob, shared)[0]}
    assert (answer["item"]["text"], answer["item"]["priority"]) == ("Other", 1)


def test_who_acknowledges_hears_the_change_too(bob, shared, socket):
    socket.ask("join", {"streams": [f"list:{shared['id']}"]})
    answer = socket.ask("add_item", {"uid": str(uuid.uuid4()), "list_id": shared["id"], "text": "x"})
    assert [change["data"] for change in socket.heard("change")] == [answer["item"]]


def test_a_refusal_says_what_is_wrong(socket, shared):
    answer = socket.ask("add_item", {"uid": str(uuid.uuid4()), "list_id": shared["id"], "text": ""})
    assert answer["error"]["code"] == "invalid"
    assert answer["error"]["fields"] == {"text": "A to-do needs some text."}


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("add_item", {}),
        ("add_item", {"uid": 5, "text": "x"}),
        ("add_item", {"uid": "x", "text": "x", "unknown": 1}),
        ("add_item", {"uid": "x", "text": "x", "list_id": 2**60}),
        ("add_item", {"uid": "x", "text": "x", "due": {"date": []}}),
        ("change_item", {"uid": "x"}),
        ("change_item", {"uid": "x", "changes": []}),
        ("change_item", {"uid": "x", "changes": {"done": {}}}),
        ("change_item", {"changes": {}}),
    ],
)
def test_nonsense_is_refused(socket, event, data):
    answer = socket.ask(event, data)
    assert answer["error"]["code"] == "invalid"
    assert answer["error"]["message"]


def test_what_is_not_ones_to_change_is_not_found(alice, socket, inbox, add):
    item = add(alice, inbox(alice))
    answer = socket.ask("change_item", {"uid": item["uid"], "changes": {"done": True}})
    assert answer["error"]["code"] == "not_found"
