"""Connecting a socket."""

import pytest


@pytest.mark.parametrize("namespace", ["/chat", "/me"])
def test_who_is_signed_in_connects(bob, namespace):
    assert bob.socket(namespace).connected


@pytest.mark.parametrize("namespace", ["/chat", "/me"])
def test_who_is_not_is_refused(alice, visitor, namespace):
    assert not visitor.socket(namespace).connected


@pytest.mark.parametrize("namespace", ["/", "/todos", "/admin", "/chat/"])
def test_there_are_no_other_namespaces(bob, namespace):
    assert not bob.socket(namespace).connected


def test_ones_own_stream_needs_no_joining(alice, bob):
    own, others = bob.socket("/me"), alice.socket("/me")
    me = bob.patch("/me", {"name": "Bobby"})[1]
    assert own.heard() == [{"stream": f"user:{bob.id}", "version": 1, "type": "me", "data": me}]
    assert others.heard() == []


def test_nothing_of_a_room_comes_without_joining_its_stream(alice, bob, room):
    socket, own = bob.socket(), bob.socket("/me")
    alice.say(room["id"], "hello")
    assert (socket.heard(), own.heard()) == ([], [])
