"""A to-do may have parts, which have none."""

import uuid

import pytest


@pytest.fixture
def item(alice, shared, add):
    return add(alice, shared, "Plan")


@pytest.fixture
def part(alice, shared, add, item):
    return add(alice, shared, "Draft", parent=item["uid"])


def test_it_becomes_a_part_and_is_one_no_more(alice, shared, add, item, change):
    other = add(alice, shared, "Other")
    assert change(alice, other, parent=item["uid"].upper())["parent"] == item["uid"]
    assert change(alice, other, parent=None)["parent"] is None


def test_parts_are_no_to_dos_of_their_own_in_counts(alice, shared, part):
    counts = alice.get(f"/lists/{shared['id']}/items")[1]["counts"]
    assert counts == {"active": 1, "completed": 0, "all": 1}
    found = alice.get(f"/lists/{shared['id']}")[1]["list"]
    assert (found["open"], found["done"]) == (1, 0)


def test_done_ones_stay_below_an_open_one(alice, shared, item, part, change, texts):
    change(alice, part, done=True)
    assert texts(alice, shared) == ["Plan", "Draft"]
    assert texts(alice, shared, state="completed") == []


def test_they_go_with_a_completed_one(alice, shared, item, part, change, texts):
    change(alice, item, done=True)
    assert texts(alice, shared) == []
    assert texts(alice, shared, state="completed") == ["Plan", "Draft"]


def wrong(alice, refused, item, parent):
    status, code, sentence = refused(alice, item, parent=parent)
    assert (status, code) == (422, "invalid")
    return sentence


def test_not_of_itself(alice, item, refused):
    assert wrong(alice, refused, item, item["uid"]) == "A to-do cannot be a subtask of itself."


def test_not_of_its_own_part(alice, item, part, refused):
    sentence = "This one is a subtask of it already: they cannot be subtasks of each other."
    assert wrong(alice, refused, item, part["uid"]) == sentence


def test_not_of_a_part(alice, shared, add, part, refused):
    other = add(alice, shared)
    assert wrong(alice, refused, other, part["uid"]) == "A subtask has no subtasks of its own."


def test_not_with_parts(alice, shared, add, item, part, refused):
    other = add(alice, shared)
    sentence = "This to-do has subtasks itself, so it cannot be a subtask of another."
    assert wrong(alice, refused, item, other["uid"]) == sentence


def test_not_of_one_in_another_list(alice, inbox, add, item, refused):
    other = add(alice, inbox(alice))
    assert wrong(alice, refused, item, other["uid"]) == "There is no such to-do in this list."


@pytest.mark.parametrize("uid", ["", "x", "11111111-2222-4333-8444-555555555555"])
def test_not_of_none(alice, item, refused, uid):
    assert wrong(alice, refused, item, uid) == "There is no such to-do in this list."


def test_not_of_a_deleted_one(alice, shared, add, item, change, refused):
    other = add(alice, shared)
    change(alice, other, deleted=True)
    assert wrong(alice, refused, item, other["uid"]) == "There is no such to-do in this list."


def test_a_new_one_cannot_be_either(alice, shared, part):
    body = {"uid": str(uuid.uuid4()), "list_id": shared["id"], "text": "x", "parent": part["uid"]}
    status, answer = alice.post("/items", body)
    assert (status, answer["error"]["fields"]) == (
        422,
        {"parent": "A subtask has no subtasks of its own."},
    )
