"""Several drag, tick and edit at the same moment, and all end with the same list."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

CROWD = 8


@pytest.fixture
def at_once():
    """Let something be done several times at the same moment; return the answers."""

    def at_once(acts):
        start = threading.Barrier(len(acts))

        def one(act):
            start.wait()
            return act()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, acts))

    return at_once


def test_all_drag_to_the_same_place(alice, bob, shared, add, at_once, items):
    add(alice, shared, "first")
    dragged = [add(alice, shared, str(number)) for number in range(CROWD)]
    people = [alice, bob] * (CROWD // 2)
    answers = at_once(
        [
            lambda person=person, item=item: person.patch(f"/items/{item['uid']}", {"position": "a0V"})
            for person, item in zip(people, dragged, strict=True)
        ]
    )
    assert [status for status, _ in answers] == [200] * CROWD
    found = items(bob, shared)
    positions = [item["position"] for item in found]
    assert positions == sorted(set(positions))
    assert {item["uid"]: item for _, item in answers} == {item["uid"]: item for item in found[1:]}
    versions = sorted(item["version"] for item in found)
    assert versions == [1, *range(CROWD + 2, 2 * CROWD + 2)]


def test_the_same_one_is_added_by_several_tabs(bob, shared, at_once, items):
    body = {"uid": str(uuid.uuid4()), "list_id": shared["id"], "text": "once"}
    answers = at_once([lambda: bob.post("/items", body)] * CROWD)
    assert sorted(status for status, _ in answers) == [200] * (CROWD - 1) + [201]
    assert len(items(bob, shared)) == 1


def test_the_same_one_is_ticked_by_several(alice, bob, shared, add, at_once, items):
    item = add(alice, shared, due={"date": "2097-01-01"}, repeat={"rule": "FREQ=DAILY"})
    acts = [
        lambda person=person: person.patch(f"/items/{item['uid']}", {"done": True}) for person in (alice, bob)
    ]
    answers = at_once(acts * (CROWD // 2))
    assert {str(answer["done_by"]) + answer["done_at"] for _, answer in answers} == {
        str(answers[0][1]["done_by"]) + answers[0][1]["done_at"]
    }
    assert len(items(alice, shared)) == 1


def test_different_fields_of_one_all_stay(alice, bob, shared, add, at_once):
    item = add(alice, shared)
    changes = [{"text": "a"}, {"notes": "b"}, {"priority": 3}, {"labels": ["c"]}, {"assignee_id": bob.id}]
    changes += [{"due": {"date": "2097-01-01"}}, {"done": True}, {"position": "Zz"}]
    answers = at_once(
        [lambda change=change: bob.patch(f"/items/{item['uid']}", change) for change in changes]
    )
    assert [status for status, _ in answers] == [200] * len(changes)
    found = bob.get(f"/items/{item['uid']}")[1]["item"]
    assert (found["text"], found["notes"], found["priority"], found["labels"]) == ("a", "b", 3, ["c"])
    assert (found["assignee"]["id"], found["due"]["date"], found["position"]) == (bob.id, "2097-01-01", "Zz")
    assert found["done_at"]
    assert found["version"] == 1 + len(changes)
