"""Reading one's notices, marking them as read, putting them away; in step over every tab."""

import pytest
from sqlalchemy import event

from server.accounts.standing import actions as standing
from server.core.db import db
from server.notifications.access import PAGE
from server.notifications.telling import Telling


@pytest.fixture
def some(told, bob, alice):
    """Bob is told of three things."""
    told(Telling(bob.id, "mention", "message:1", "room:1", "/rooms/1", alice.id, {"excerpt": "one"}, 1))
    told(Telling(bob.id, "assigned", "todo:2", data={"excerpt": "two"}))
    told(Telling(bob.id, "direct", "message:3", "room:2", seq=3, data={"excerpt": "three"}))


def excerpts(notices):
    return [notice["data"]["excerpt"] for notice in notices]


def test_the_newest_comes_first(bob, alice, some, notices):
    found = notices(bob)
    assert excerpts(found) == ["three", "two", "one"]
    version = bob.get("/notices")[1]["version"]
    assert found[2] == {
        "id": found[2]["id"],
        "kind": "mention",
        "topic": "message:1",
        "place": "room:1",
        "path": "/rooms/1",
        "actor": {"id": alice.id, "username": "alice", "name": "alice"},
        "data": {"excerpt": "one"},
        "alert": True,
        "created_at": found[2]["created_at"],
        "read_at": None,
        "cleared_at": None,
        "version": version - 2,
    }


def test_nobody_else_sees_them(alice, charlie, some, notices, bob):
    assert notices(alice) == notices(charlie) == []
    mine = notices(bob)[0]["id"]
    assert charlie.put("/notices/read", {"ids": [mine]}) == (200, {"unread": 0})
    assert charlie.call("DELETE", "/notices", {"ids": [mine]}).status_code == 200
    assert notices(bob)[0]["read_at"] is notices(bob)[0]["cleared_at"] is None
    assert charlie.get("/notices", query_string={"before": mine})[0] == 404


def test_filters(bob, some, notices):
    assert excerpts(notices(bob, filter="mentions")) == ["three", "one"]
    assert excerpts(notices(bob, filter="todos")) == ["two"]
    bob.put("/notices/read", {"ids": [notices(bob)[0]["id"]]})
    assert excerpts(notices(bob, unread="1")) == ["two", "one"]
    assert excerpts(notices(bob, filter="apart")) == ["two", "one"]
    status, answer = bob.get("/notices", query_string={"filter": "nonsense"})
    assert (status, list(answer["error"]["fields"])) == (422, ["filter"])


def test_a_long_list_comes_in_pages(bob, told, notices):
    told(*[Telling(bob.id, "due", f"todo:{number}", data={"excerpt": number}) for number in range(PAGE + 3)])
    first = bob.get("/notices")[1]
    assert len(first["notices"]) == PAGE
    rest = bob.get("/notices", query_string={"before": first["next"]})[1]
    assert rest["next"] is None
    every = excerpts(first["notices"] + rest["notices"])
    assert every == list(reversed(range(PAGE + 3)))


def test_a_later_one_of_the_same_matter_takes_its_place(bob, told, notices):
    told(Telling(bob.id, "assigned", "todo:1", data={"excerpt": "to do"}))
    bob.put("/notices/read", {"all": True})
    told(Telling(bob.id, "due", "todo:1", data={"excerpt": "now"}))
    [only] = notices(bob)
    assert (only["kind"], only["data"], only["read_at"]) == ("due", {"excerpt": "now"}, None)


def test_an_interrupted_job_tells_nothing_twice(bob, told, notices):
    telling = Telling(bob.id, "mention", "message:1", seq=1)
    assert told(telling) == 1
    bob.put("/notices/read", {"all": True})
    assert told(telling) == 0
    assert notices(bob)[0]["read_at"] is not None


def test_reading_some_a_place_or_all(bob, some, notices):
    newest = notices(bob)[0]["id"]
    assert bob.put("/notices/read", {"ids": [newest]}) == (200, {"unread": 2})
    assert bob.put("/notices/read", {"place": "room:1"}) == (200, {"unread": 1})
    assert bob.put("/notices/read", {"all": True}) == (200, {"unread": 0})
    assert bob.get("/notices")[1]["unread"] == 0
    assert all(notice["read_at"] for notice in notices(bob))


def test_putting_away(bob, some, notices):
    answer = bob.call("DELETE", "/notices", {"ids": [notices(bob)[0]["id"]]})
    assert (answer.status_code, answer.get_json()) == (200, {"unread": 2})
    assert excerpts(notices(bob)) == ["two", "one"]
    assert bob.call("DELETE", "/notices", {"all": True}).get_json() == {"unread": 0}
    assert notices(bob) == []


@pytest.mark.parametrize(
    "body", [{}, {"ids": []}, {"ids": ["x"]}, {"ids": "x"}, {"all": []}, {"ids": [2**60]}]
)
def test_which_has_to_be_said(bob, body):
    assert bob.put("/notices/read", body)[0] == 422
    assert bob.call("DELETE", "/notices", body).status_code == 422


def test_every_tab_hears_of_it(bob, told, notices):
    tab, other = bob.socket("/me"), bob.socket("/me")
    told(Telling(bob.id, "due", "todo:1"))
    [change] = tab.heard("change")
    assert other.heard("change") == [change]
    assert (change["stream"], change["type"]) == (f"user:{bob.id}", "notice")
    assert change["data"] == notices(bob)[0]
    bob.put("/notices/read", {"all": True})
    [change] = tab.heard("change")
    assert change["data"]["read_at"]
    assert change["version"] == change["data"]["version"]


def test_who_was_away_catches_up(bob, some, notices):
    before = bob.get("/notices")[1]["version"]
    bob.call("DELETE", "/notices", {"ids": [notices(bob)[2]["id"]]})
    [change] = bob.changes(f"user:{bob.id}", before)[1]["changes"]
    assert (change["type"], change["data"]["topic"], change["data"]["cleared_at"] is None) == (
        "notice",
        "message:1",
        False,
    )


def test_a_great_many_are_read_in_one_change_and_a_catch_up(bob, told):
    told(*[Telling(bob.id, "due", f"todo:{number}") for number in range(150)])
    before = bob.get("/notices")[1]["version"]
    tab = bob.socket("/me")
    bob.put("/notices/read", {"all": True})
    [change] = tab.heard("change")
    assert change["version"] == before + 150
    assert len(bob.changes(f"user:{bob.id}", before)[1]["changes"]) == 150


def test_who_is_out_is_told_nothing(app, bob, told):
    with app.app_context():
        standing.deactivate(None, bob.id)
    assert told(Telling(bob.id, "due", "todo:1")) == 0


def test_what_was_told_of_a_room_goes_with_it(bob, alice, room, told, notices):
    told(Telling(bob.id, "mention", "message:1", f"room:{room['id']}", data={"excerpt": "secret"}, seq=1))
    before = bob.get("/notices")[1]["version"]
    bob.post(f"/rooms/{room['id']}/leave")
    assert notices(bob) == []
    assert "secret" not in str(bob.changes(f"user:{bob.id}", before))


def test_a_rooms_read_mark_reads_what_was_told_of_it(bob, alice, room, told):
    seqs = [alice.say(room["id"], text)["seq"] for text in ("one", "two")]
    for seq in seqs:
        told(Telling(bob.id, "mention", f"message:{seq}", f"room:{room['id']}", seq=seq))
    told(Telling(bob.id, "due", "todo:1", f"room:{room['id']}"))
    bob.put(f"/rooms/{room['id']}/read", {"seq": seqs[0]})
    assert bob.get("/notices")[1]["unread"] == 2
    bob.put(f"/rooms/{room['id']}/read", {"seq": seqs[1]})
    assert [notice["kind"] for notice in bob.get("/notices", query_string={"unread": 1})[1]["notices"]] == [
        "due"
    ]


def test_what_comes_while_they_are_counted_is_counted_once(app, bob, told):
    """The page, its version and the number must be of one moment: a client adds what is newer than the version."""
    told(Telling(bob.id, "due", "todo:1"))
    with app.app_context():
        engine = db.engine
    came = []

    def come(_connection, _cursor, statement, *_):
        if "count(" in statement and "notices" in statement and not came:
            came.append(statement)
            told(Telling(bob.id, "due", "todo:2"))

    event.listen(engine, "before_cursor_execute", come)
    page = bob.get("/notices")[1]
    event.remove(engine, "before_cursor_execute", come)
    assert came
    assert (page["unread"], [notice["topic"] for notice in page["notices"]]) == (2, ["todo:2", "todo:1"])
    assert page["version"] == bob.get("/notices")[1]["version"]
