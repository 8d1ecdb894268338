"""Reading a list: states, filters, pages."""

import pytest


@pytest.fixture
def page():
    def page(reader, of, **query):
        status, found = reader.get(f"/lists/{of['id']}/items", query_string=query)
        assert status == 200, found
        return found

    return page


def test_it_tells_from_which_version_on_to_follow(alice, shared, add, page):
    add(alice, shared)
    add(alice, shared)
    found = page(alice, shared)
    assert (found["stream"], found["version"], found["next"]) == (f"list:{shared['id']}", 2, None)
    assert found["counts"] == {"active": 2, "completed": 0, "all": 2}


def test_completed_ones_come_in_pages_the_newest_first(alice, shared, add, change, page):
    for number in range(5):
        change(alice, add(alice, shared, str(number)), done=True)
    seen, after = [], ""
    while after is not None:
        found = page(alice, shared, state="completed", limit=2, after=after)
        seen.append([item["text"] for item in found["items"]])
        after = found["next"]
    assert seen == [["4", "3"], ["2", "1"], ["0"]]


def test_active_ones_come_in_pages_in_their_order(alice, shared, add, page):
    for number in range(5):
        add(alice, shared, str(number))
    part = add(alice, shared, "part")
    first = page(alice, shared, limit=3)
    alice.patch(f"/items/{part['uid']}", {"parent": first["items"][0]["uid"]})
    first = page(alice, shared, limit=3)
    assert [item["text"] for item in first["items"]] == ["0", "1", "2", "part"]
    second = page(alice, shared, limit=3, after=first["next"])
    assert ([item["text"] for item in second["items"]], second["next"]) == (["3", "4"], None)


def test_many_come_with_their_parts(alice, shared, add, page, monkeypatch):
    monkeypatch.setattr("server.todos.reading.MOST_NAMED", 2)
    items = [add(alice, shared, str(number), labels=[f"l{number}"]) for number in range(4)]
    add(alice, shared, "part", parent=items[3]["uid"], labels=["p"])
    done = add(alice, shared, "done")
    add(alice, shared, "part of what is done", parent=done["uid"])
    alice.patch(f"/items/{done['uid']}", {"done": True})
    found = page(alice, shared)["items"]
    assert [item["text"] for item in found] == ["0", "1", "2", "3", "part"]
    assert [item["labels"] for item in found] == [["l0"], ["l1"], ["l2"], ["l3"], ["p"]]


def test_by_label(alice, shared, add, page):
    add(alice, shared, "one", labels=["x"])
    two = add(alice, shared, "two", labels=["y"])
    add(alice, shared, "three", labels=["X"])
    add(alice, shared, "part", parent=two["uid"], labels=["x"])
    found = page(alice, shared, label="x")
    assert [item["text"] for item in found["items"]] == ["one", "two", "part"]
    assert found["counts"] == {"active": 2, "completed": 0, "all": 2}


def test_by_person(alice, bob, shared, add, page):
    add(alice, shared, "one", assignee_id=bob.id)
    add(alice, shared, "two", assignee_id=alice.id)
    add(alice, shared, "three")
    assert [item["text"] for item in page(alice, shared, person=bob.id)["items"]] == ["one"]


def test_by_words(alice, shared, add, change, page):
    for text in ("Мария звонит", "买牛奶", "100% sure", "100 sure"):
        add(alice, shared, text)
    for q, found in (("мария", "Мария звонит"), ("牛奶", "买牛奶"), ("0% S", "100% sure")):
        assert [item["text"] for item in page(alice, shared, q=q)["items"]] == [found]


def test_labels_with_their_counts(alice, bob, shared, add, change):
    add(alice, shared, labels=["b", "a"])
    change(alice, add(alice, shared, labels=["b", "c"]), done=True)
    change(alice, add(alice, shared, labels=["gone"]), deleted=True)
    answer = bob.get(f"/lists/{shared['id']}/labels")[1]
    assert answer == {
        "labels": [{"label": "a", "open": 1}, {"label": "b", "open": 1}, {"label": "c", "open": 0}]
    }


def test_several_by_their_uids(alice, bob, shared, inbox, add):
    one, two = add(alice, shared, "one"), add(bob, inbox(bob), "two")
    uids = f"{one['uid'].upper()},{two['uid']},nonsense,11111111-2222-4333-8444-555555555555"
    assert alice.get("/items", query_string={"uids": uids}) == (200, {"items": [one]})
    assert len(bob.get("/items", query_string={"uids": uids})[1]["items"]) == 2


def test_at_most_100_by_their_uids(alice):
    status, answer = alice.get("/items", query_string={"uids": ",".join(["x"] * 101)})
    assert (status, answer["error"]["code"]) == (422, "too_many")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"state": "other"}, "state"),
        ({"after": "x"}, "after"),
        ({"after": "WzFd"}, "after"),
        ({"after": "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwgMV0=", "state": "completed"}, "after"),
        ({"after": "é"}, "after"),
        ({"person": "me"}, "person"),
        ({"limit": "-1"}, "limit"),
    ],
)
def test_nonsense_is_refused(alice, shared, query, field):
    status, answer = alice.get(f"/lists/{shared['id']}/items", query_string=query)
    assert (status, list(answer["error"]["fields"])) == (422, [field])


def test_one_item_with_its_list_and_its_room(alice, bob, room, shared, inbox, add):
    item = add(alice, shared)
    status, found = bob.get(f"/items/{item['uid']}")
    assert (status, found["item"], found["list"]["id"]) == (200, item, shared["id"])
    assert found["room"] == {"id": room["id"], "name": room["name"], "kind": "open"}
    own = add(bob, inbox(bob))
    assert bob.get(f"/items/{own['uid']}")[1]["room"] is None
