"""The one shape of every error."""

import pytest
from sqlalchemy import text


def drop(app, table):
    """Break the database."""
    app.extensions["writer"].write(lambda tx: tx.session.execute(text(f"DROP TABLE {table}")))


def test_a_refusal_has_a_code_for_programs_and_a_sentence_for_people(alice):
    response = alice.call("GET", "/rooms/812")
    assert (response.status_code, response.mimetype) == (404, "application/json")
    assert response.get_json() == {
        "error": {"code": "not_found", "message": "This does not exist, or you have no access to it."}
    }
    assert response.headers["Cache-Control"] == "no-store"


def test_one_that_is_about_inputs_has_a_sentence_for_each(alice):
    status, answer = alice.post("/rooms", {"kind": "open", "name": ""})
    assert (status, answer) == (
        422,
        {
            "error": {
                "code": "invalid",
                "message": "Please check what is marked.",
                "fields": {"name": "Please fill this in."},
            }
        },
    )


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/rooms"), ("DELETE", "/rooms"), ("POST", "/rooms/1/read")]
)
def test_the_wrong_verb_is_told_with_the_right_ones(alice, method, path):
    response = alice.call(method, path, {})
    assert (response.status_code, response.mimetype) == (405, "application/json")
    assert response.headers["Allow"]
    assert response.get_json()["error"]["message"]


def test_an_error_of_our_own_tells_nothing_of_its_cause(app, alice):
    drop(app, "memberships")
    response = alice.call("GET", "/rooms")
    assert (response.status_code, response.mimetype) == (500, "application/json")
    error = response.get_json()["error"]
    assert error == {
        "code": "error",
        "message": "Something went wrong here. It has been written to the log.",
    }


def test_nor_does_the_page(app, alice):
    drop(app, "memberships")
    response = alice.client.get("/rooms/1")
    assert response.status_code == 500
    assert "memberships" not in response.get_data(as_text=True)


def test_but_the_log_does(app, alice, caplog):
    drop(app, "memberships")
    alice.get("/rooms")
    assert "no such table: memberships" in caplog.text
    assert "/api/v1/rooms [GET]" in caplog.text


def test_an_event_that_fails_is_acknowledged_as_such(app, alice, caplog):
    room = alice.create_room()
    socket = alice.socket()
    drop(app, "messages")
    body = {"room_id": room["id"], "client_id": "aa0e8400-e29b-41d4-a716-446655440000", "text": "hi"}
    assert socket.ask("post", body) == {
        "error": {
            "code": "error",
            "message": "Something went wrong here. It has been written to the log.",
        }
    }
    assert "no such table: messages" in caplog.text


def test_head_and_options_are_answered(alice):
    assert alice.call("HEAD", "/rooms").status_code == 200
    assert "GET" in alice.call("OPTIONS", "/rooms").headers["Allow"]
