"""Several to-dos at once: all of them, or none."""

import pytest
from sqlalchemy import event


def test_all_are_changed(alice, bob, shared, add, texts):
    items = [add(bob, shared, text) for text in ("one", "two", "three")]
    changes = [{"uid": item["uid"], "deleted": True} for item in items[:2]]
    changes += [{"uid": items[2]["uid"], "text": "3", "labels": ["x"]}]
    status, answer = alice.post("/items/batch", {"changes": changes})
    assert status == 200
    assert [bool(item["deleted_at"]) for item in answer["items"]] == [True, True, False]
    assert texts(bob, shared) == ["3"]


def test_or_none(alice, bob, shared, inbox, add, items):
    before = [add(bob, shared, text) for text in ("one", "two")]
    others = add(bob, inbox(bob))
    changes = [{"uid": before[0]["uid"], "done": True}, {"uid": others["uid"], "done": True}]
    assert alice.post("/items/batch", {"changes": changes})[0] == 404
    changes[1] = {"uid": before[1]["uid"], "text": ""}
    assert alice.post("/items/batch", {"changes": changes})[0] == 422
    assert items(bob, shared) == before


def test_one_that_is_named_twice_is_told_of_once(alice, shared, add):
    item = add(alice, shared)
    changes = [{"uid": item["uid"], "text": "first"}, {"uid": item["uid"], "text": "second", "done": True}]
    answer = alice.post("/items/batch", {"changes": changes})[1]
    assert [each["text"] for each in answer["items"]] == ["second", "second"]
    assert [each["data"] for each in alice.changes(f"list:{shared['id']}")[1]["changes"]] == [
        answer["items"][0]
    ]
    assert answer["items"][0]["version"] == 2


def test_200_are_the_most(alice, shared, add):
    changes = [{"uid": add(alice, shared)["uid"], "done": True}] * 201
    status, answer = alice.post("/items/batch", {"changes": changes})
    assert (status, answer["error"]["message"]) == (422, "At most 200 to-dos at once, please.")
    assert alice.post("/items/batch", {"changes": changes[:200]})[0] == 200


def test_none_is_no_mistake(alice):
    assert alice.post("/items/batch", {"changes": []}) == (200, {"items": []})


def test_nonsense_is_refused(alice):
    for changes in ("x", [5], [{"done": True}], [{"uid": 5}], None):
        assert alice.post("/items/batch", {"changes": changes})[0] == 422


@pytest.fixture
def statements(app):
    """Count the statements of the writer, in which nobody else can write, while something is done."""

    def statements(act):
        said = []

        def note(connection, cursor, statement, *_):
            said.append(statement)

        engine = app.extensions["writer"].engine
        event.listen(engine, "before_cursor_execute", note)
        act()
        event.remove(engine, "before_cursor_execute", note)
        return len(said)

    return statements


@pytest.mark.parametrize("changes", [{"priority": 1}, {"done": True}, {"deleted": True}], ids=str)
def test_many_do_not_keep_others_waiting(alice, bob, shared, add, statements, changes):
    made = [add(bob, shared, str(number)) for number in range(24)]

    def change(these):
        body = {"changes": [{"uid": item["uid"], **changes} for item in these]}
        status, answer = alice.post("/items/batch", body)
        assert status == 200
        return answer["items"]

    few, many = statements(lambda: change(made[:4])), statements(lambda: change(made[4:]))
    # Each is looked up, written and gets a line of history; what it may be and what is told is asked for all of them.
    assert (many - few) / (20 - 4) <= 5
    again = change(made)
    assert [item["uid"] for item in again] == [item["uid"] for item in made]
    versions = sorted(item["version"] for item in again)
    assert versions == list(range(25, 49))
