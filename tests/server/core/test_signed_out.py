"""Who is not signed in gets nothing from the API but the way in."""

import re

import pytest

from tests.server.test_access import routes, table


@pytest.fixture
def doors(app):
    """Every verb and address of the API but the way in, with ones for ids."""
    way_in = {route for route, marks in table().items() if marks[0] == "✓"}
    doors = [
        (method, re.sub(r"{\w+}", "1", route.replace("{stream}", "room:1")))
        for method, route in sorted(routes(app) - way_in)
    ]
    assert len(doors) > 60
    return doors


def check(person, doors):
    for method, path in doors:
        response = person.call(method, path, None if method == "GET" else {})
        assert response.status_code == 401, (method, path)
        assert response.get_json()["error"]["code"] == "unauthorized"


def test_without_a_session(alice, visitor, doors):
    room = alice.create_room()
    alice.say(room["id"], "hello")
    visitor.boot()
    check(visitor, doors)


def test_after_the_session_has_ended(alice, bob, doors):
    bob.csrf = bob.delete("/session")[1]["csrf"]
    check(bob, doors)


def test_before_the_workspace_is_set_up(visitor, doors):
    check(visitor, doors)


@pytest.mark.parametrize("namespace", ["/chat", "/me"])
def test_no_socket_connects(alice, visitor, namespace):
    assert not visitor.socket(namespace).connected


def test_the_api_describes_itself(visitor):
    response = visitor.client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert "/api/v1/rooms/{room_id}/messages" in response.get_json()["paths"]
