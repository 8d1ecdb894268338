"""Changing the fields of a to-do: each is set to a value."""

import pytest


@pytest.fixture
def item(bob, shared, add):
    """A to-do that Bob has added."""
    return add(bob, shared)


def test_any_member_changes_it(alice, shared, item, change):
    changed = change(alice, item, text="Water *all* plants", notes="There are 12", priority=2)
    assert changed == item | {
        "text": "Water *all* plants",
        "html": "Water <em>all</em> plants",
        "notes": "There are 12",
        "notes_html": "<p>There are 12</p>",
        "priority": 2,
        "edited_at": changed["edited_at"],
        "version": item["version"] + 1,
    }
    assert changed["edited_at"] >= item["created_at"]


def test_everybody_who_follows_the_list_sees_it(alice, bob, shared, item, change):
    stream = f"list:{shared['id']}"
    watching = alice.socket()
    watching.ask("join", {"streams": [stream]})
    changed = change(bob, item, text="Other words")
    assert watching.heard("change") == [{"stream": stream, "version": 2, "type": "item", "data": changed}]


def test_what_it_is_already_changes_nothing(bob, item, change):
    same = {
        name: item[name]
        for name in ("text", "notes", "priority", "position", "labels", "parent", "roll_call")
    }
    nothing = {
        "done": False,
        "deleted": False,
        "due": None,
        "assignee_id": None,
        "repeat": None,
        "remind": None,
    }
    assert change(bob, item, **same, **nothing, list_id=item["list_id"]) == item
    assert change(bob, item) == item


def test_two_change_different_fields_and_both_stay(alice, bob, item, change):
    change(alice, item, notes="from Alice")
    changed = change(bob, item, priority=1)
    assert (changed["notes"], changed["priority"]) == ("from Alice", 1)


def test_labels_are_set(alice, item, change):
    assert change(alice, item, labels=["later", " big  one ", "", "later"])["labels"] == ["big one", "later"]
    assert change(alice, item, labels=["Later"])["labels"] == ["Later"]
    assert change(alice, item, labels=[])["labels"] == []


def test_a_member_is_assigned_and_no_longer(alice, bob, item, change):
    assert change(alice, item, assignee_id=bob.id)["assignee"]["name"] == "bob"
    assert change(alice, item, assignee_id=None)["assignee"] is None


def test_with_its_date_go_repetition_and_reminder(alice, item, change):
    change(alice, item, due={"date": "2027-01-05"}, repeat={"rule": "FREQ=DAILY"}, remind=10)
    changed = change(alice, item, due=None)
    assert (changed["due"], changed["repeat"], changed["remind"]) == (None, None, None)


def test_what_was_read_can_be_sent_back(alice, item, change):
    due = {"date": "2027-01-05", "time": "09:30", "zone": "Europe/Berlin"}
    changed = change(alice, item, due=due, repeat={"rule": "FREQ=DAILY", "after_done": True})
    assert change(alice, item, due=changed["due"], repeat=changed["repeat"]) == changed


DUE = {"date": "2027-01-05", "time": "09:30", "zone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "", "A to-do needs some text."),
        ("notes", "x" * 10_001, "This has 10001 characters; 10000 are the most."),
        ("priority", 4, "A priority from 0 to 3, please."),
        ("priority", -1, "This has to be a whole number."),
        ("labels", ["x" * 41], "A label has at most 40 characters."),
        ("labels", [str(number) for number in range(21)], "A to-do has at most 20 labels."),
        ("labels", "one", "This has to be a list."),
        ("due", {"date": "2027-02-30"}, "There is no such day."),
        ("due", {"date": "20270228"}, "There is no such day."),
        ("due", {"date": "1066-10-14"}, "A day from 1970 to 2200, please."),
        ("due", {"date": None}, "Please choose a day."),
        ("due", {"time": "17:00", "zone": "UTC"}, "A time of day needs a date as well."),
        ("due", DUE | {"time": "24:00"}, "There is no such time of day. Write it as 17:00."),
        ("due", DUE | {"time": "9:30"}, "There is no such time of day. Write it as 17:00."),
        ("due", DUE | {"zone": None}, "A time of day needs a time zone as well."),
        ("due", DUE | {"zone": "Mars/Olympus"}, "There is no such time zone."),
        ("due", DUE | {"zone": "../../etc/passwd"}, "There is no such time zone."),
        ("due", "tomorrow", "The request could not be understood."),
        ("repeat", {"rule": "FREQ=DAILY"}, "What is to come again needs a date first."),
        (
            "repeat",
            {"rule": "FREQ=SECONDLY"},
            "This rule of repetition cannot be understood, or never comes to pass.",
        ),
        (
            "repeat",
            {"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
            "This rule of repetition cannot be understood, or never comes to pass.",
        ),
        ("remind", 10, "A reminder needs a date first."),
        ("remind", 600_000, "At most a year before it is due, please."),
        ("position", "0", "This is not a place in the list."),
        ("position", "a00", "This is not a place in the list."),
        ("position", "a" + "1" * 200, "This is not a place in the list."),
        ("assignee_id", 999, "Only members of the room can be chosen."),
        ("ticked", True, "This is no roll call: it is done for everybody at once."),
        ("done", "perhaps", "Please choose one of these."),
        ("done", [], "Please choose one of these."),
        ("done", None, "Please choose one of these."),
        ("color", "red", "The request could not be understood."),
    ],
)
def test_what_cannot_be_is_refused_in_words(alice, item, refused, field, value, sentence):
    assert refused(alice, item, **{field: value}) == (422, "invalid", sentence)
    assert alice.get(f"/items/{item['uid']}")[1]["item"] == item


def test_an_outsider_is_not_assigned(alice, charlie, item, refused):
    status, code, sentence = refused(alice, item, assignee_id=charlie.id)
    assert (status, code, sentence) == (422, "invalid", "Only members of the room can be chosen.")


def test_in_a_list_of_ones_own_nobody_else_is_assigned(alice, bob, add, inbox, change, refused):
    own = add(bob, inbox(bob))
    assert change(bob, own, assignee_id=bob.id)["assignee"]["id"] == bob.id
    sentence = "In a list of your own nobody but you can be chosen."
    assert refused(bob, own, assignee_id=alice.id) == (422, "invalid", sentence)


def test_of_several_wrong_inputs_each_gets_its_sentence(alice, item):
    status, answer = alice.patch(f"/items/{item['uid']}", {"text": "", "priority": 9})
    assert (status, sorted(answer["error"]["fields"])) == (422, ["priority", "text"])


def test_nothing_of_what_is_refused_is_kept(alice, charlie, item):
    alice.patch(f"/items/{item['uid']}", {"text": "changed", "labels": ["x"], "assignee_id": charlie.id})
    assert alice.get(f"/items/{item['uid']}")[1]["item"] == item


def test_who_only_reads_changes_nothing(charlie, item, refused):
    assert refused(charlie, item, text="x")[:2] == (403, "not_a_member")


def test_an_outsider_finds_nothing_of_a_closed_room(alice, charlie, hidden, add, refused):
    item = add(alice, hidden)
    assert refused(charlie, item, text="x")[:2] == (404, "not_found")
    for path in ("", "/history", "/comments"):
        assert charlie.get(f"/items/{item['uid']}{path}")[0] == 404
    assert charlie.get("/items", query_string={"uids": item["uid"]}) == (200, {"items": []})


def test_nobody_finds_what_is_somebody_elses_own(alice, bob, add, inbox, refused):
    item = add(bob, inbox(bob))
    assert refused(alice, item, done=True)[:2] == (404, "not_found")
    assert alice.get(f"/items/{item['uid']}")[0] == 404
    assert alice.get("/items", query_string={"uids": item["uid"]}) == (200, {"items": []})


@pytest.mark.parametrize("uid", ["x", "11111111-2222-4333-8444-555555555555", "%00"])
def test_there_is_no_such_item(alice, uid):
    assert alice.patch(f"/items/{uid}", {"text": "x"})[0] == 404


def test_in_the_archive_nothing_changes(alice, bob, room, item, refused):
    alice.put(f"/rooms/{room['id']}/archive", {})
    assert refused(bob, item, done=True)[:2] == (403, "archived")


def test_in_an_archived_list_nothing_changes(alice, bob, room, add, refused):
    body = {"uid": "11111111-2222-4333-8444-555555555555", "room_id": room["id"], "name": "Old"}
    of = alice.post("/lists", body)[1]
    item = add(bob, of)
    alice.patch(f"/lists/{of['id']}", {"archived": True})
    assert refused(bob, item, done=True)[:2] == (403, "archived")
    assert bob.get(f"/items/{item['uid']}")[1]["item"] == item
