"""Order within a list, and moving a to-do to another one."""

import uuid


def make(person, room, name="Other"):
    body = {"uid": str(uuid.uuid4()), "room_id": room["id"] if room else None, "name": name}
    status, made = person.post("/lists", body)
    assert status == 201, made
    return made


def test_it_is_dragged_between_two_others(alice, shared, add, change, texts):
    one, two, three = (add(alice, shared, text) for text in ("one", "two", "three"))
    assert (one["position"], two["position"]) == ("a0", "a1")
    change(alice, three, position="a0V")
    assert texts(alice, shared) == ["one", "three", "two"]


def test_a_place_that_is_taken_is_the_next_after_it(alice, bob, shared, add, change, texts):
    one, two, three = (add(alice, shared, text) for text in ("one", "two", "three"))
    change(alice, three, position="a0V")
    assert change(bob, one, position="a0V")["position"] == "a0l"
    assert texts(alice, shared) == ["three", "one", "two"]
    assert change(alice, two, position="a0l")["position"] == "a1"


def test_keys_are_compared_letter_by_letter(alice, shared, add, texts):
    for position in ("aZ", "aa", "a0", "Zz", "az"):
        add(alice, shared, position, position=position)
    assert texts(alice, shared) == ["Zz", "a0", "aZ", "aa", "az"]


def test_it_goes_to_the_end_of_another_list_with_its_subtasks(alice, room, shared, add, change, texts):
    other = make(alice, room)
    add(alice, other, "there already")
    item = add(alice, shared, "Plan")
    part = add(alice, shared, "Draft", parent=item["uid"])
    moved = change(alice, item, list_id=other["id"])
    assert (moved["list_id"], moved["uid"]) == (other["id"], item["uid"])
    assert texts(alice, shared) == []
    assert texts(alice, other) == ["there already", "Plan", "Draft"]
    assert alice.get(f"/items/{part['uid']}")[1]["item"]["parent"] == item["uid"]


def test_a_subtask_by_itself_is_none_there(alice, room, shared, add, change):
    item = add(alice, shared, "Plan")
    part = add(alice, shared, "Draft", parent=item["uid"])
    assert change(alice, part, list_id=make(alice, room)["id"])["parent"] is None


def test_who_follows_the_old_list_learns_no_more_than_that_it_is_gone(alice, bob, shared, inbox, add, change):
    stream = f"list:{shared['id']}"
    watching = bob.socket()
    watching.ask("join", {"streams": [stream]})
    item = add(alice, shared, "Private after all")
    watching.heard()
    moved = change(alice, item, list_id=inbox(alice)["id"])
    gone = {
        "stream": stream,
        "version": 2,
        "type": "item",
        "data": {
            "id": item["id"],
            "uid": item["uid"],
            "list_id": shared["id"],
            "moved": True,
            "deleted_at": watching_time(bob, stream),
            "version": 2,
        },
    }
    assert watching.heard("change") == [gone]
    assert bob.changes(stream, since=1)[1]["changes"] == [gone]
    assert moved["version"] == 1
    assert bob.get(f"/items/{item['uid']}")[0] == 404


def watching_time(person, stream):
    [change] = person.changes(stream, since=1)[1]["changes"]
    return change["data"]["deleted_at"]


def test_moved_back_it_is_there_again(alice, bob, room, shared, add, change):
    other = make(alice, room)
    item = add(alice, shared)
    change(alice, item, list_id=other["id"])
    back = change(alice, item, list_id=shared["id"])
    assert [each["data"] for each in bob.changes(f"list:{shared['id']}")[1]["changes"]] == [back]
    assert [each["data"].get("moved") for each in bob.changes(f"list:{other['id']}")[1]["changes"]] == [True]


def test_its_comments_come_along_for_who_catches_up(alice, room, shared, add, change):
    other = make(alice, room)
    item = add(alice, shared)
    for number in range(5):
        alice.post(f"/items/{item['uid']}/comments", {"uid": str(uuid.uuid4()), "text": str(number)})
    change(alice, item, list_id=other["id"])
    status, answer = alice.changes(f"list:{other['id']}")
    assert (status, answer["version"]) == (200, 1)
    assert [each["type"] for each in answer["changes"]].count("comment") == 5
    assert {each["version"] for each in answer["changes"]} == {1}


def test_what_cannot_be_there_is_left_behind(alice, bob, shared, inbox, add, change):
    item = add(bob, shared, "Call", assignee_id=alice.id, roll_call=True)
    change(bob, item, ticked=True, text="Call them")
    moved = change(bob, item, list_id=inbox(bob)["id"])
    assert (moved["assignee"], moved["roll_call"], moved["ticks"]) == (None, False, [])
    kinds = [event["kind"] for event in bob.get(f"/items/{item['uid']}/history")[1]["events"]]
    assert kinds == ["moved"]


def test_nobody_moves_it_where_they_may_not_write(alice, bob, room, shared, inbox, add, refused):
    item = add(alice, shared)
    assert refused(bob, item, list_id=inbox(alice)["id"])[:2] == (404, "not_found")
    old = make(alice, room)
    alice.patch(f"/lists/{old['id']}", {"archived": True})
    assert refused(bob, item, list_id=old["id"])[:2] == (403, "archived")
    alice.patch(f"/lists/{old['id']}", {"deleted": True})
    assert refused(bob, item, list_id=old["id"])[:2] == (404, "not_found")
    assert refused(bob, item, list_id=999)[:2] == (404, "not_found")
