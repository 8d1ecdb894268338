"""A tab says whose it is, and is refused when the cookie has become somebody else's."""

import pytest

from server.realtime.hub import socketio


def connected(person, auth) -> bool:
    client = socketio.test_client(person.app, namespace="/chat", flask_test_client=person.client, auth=auth)
    return client.is_connected("/chat")


def test_a_tab_of_the_signed_in_person_connects(alice):
    assert connected(alice, {"user_id": alice.id})


def test_a_tab_that_claims_nobody_connects(alice):
    assert connected(alice, None)


@pytest.mark.parametrize("claim", [lambda bob: bob.id, lambda bob: "1", lambda bob: [bob.id], lambda bob: 0])
def test_a_tab_of_somebody_else_is_refused(alice, bob, claim):
    assert not connected(alice, {"user_id": claim(bob)})


def test_who_is_not_signed_in_is_refused(visitor):
    assert not connected(visitor, None)
