"""Lists of a room and of a person: make, rename, colour, order, archive, delete."""

import uuid

import pytest

UID = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def make():
    """Make a list, in a room or of one's own."""

    def make(person, room=None, name="Errands", **more):
        body = {"uid": str(uuid.uuid4()), "room_id": room["id"] if room else None, "name": name, **more}
        status, made = person.post("/lists", body)
        assert status == 201, made
        return made

    return make


def names(person, room=None, **query):
    path = f"/rooms/{room['id']}/lists" if room else "/lists"
    status, answer = person.get(path, query_string=query)
    assert status == 200, answer
    return [each["name"] for each in answer["lists"]]


def test_each_room_and_each_person_has_one_from_the_beginning(alice, bob, charlie, room):
    version = alice.changes(f"room:{room['id']}")[1]["version"]
    status, answer = bob.get(f"/rooms/{room['id']}/lists")
    assert (status, answer["stream"], answer["version"]) == (200, f"room:{room['id']}", version)
    [first] = answer["lists"]
    assert first == {
        "id": first["id"],
        "uid": first["uid"],
        "room_id": room["id"],
        "owner_id": None,
        "name": "",
        "color": "",
        "position": "a0",
        "is_default": True,
        "archived_at": None,
        "deleted_at": None,
        "created_at": first["created_at"],
        "version": 0,
        "open": 0,
        "done": 0,
    }
    for person in (alice, bob, charlie):
        [own] = person.get("/lists")[1]["lists"]
        assert (own["owner_id"], own["room_id"], own["is_default"]) == (person.id, None, True)
    [of_two] = alice.get(f"/rooms/{alice.direct(bob)['id']}/lists")[1]["lists"]
    assert of_two["is_default"]


def test_a_member_makes_one_and_the_room_hears_of_it(alice, bob, room, make):
    watching = alice.socket()
    stream = f"room:{room['id']}"
    watching.ask("join", {"streams": [stream]})
    made = make(bob, room, "Launch", color="teal", position="a5")
    assert (made["name"], made["color"], made["position"]) == ("Launch", "teal", "a5")
    assert (made["room_id"], made["owner_id"], made["is_default"]) == (room["id"], None, False)
    change = {"stream": stream, "version": made["version"], "type": "list", "data": made}
    assert watching.heard("change") == [change]
    assert alice.changes(stream, since=made["version"] - 1)[1]["changes"] == [change]


def test_of_ones_own_only_oneself_hears(alice, bob, make):
    made = make(bob)
    assert (made["owner_id"], made["room_id"]) == (bob.id, None)
    assert bob.changes(f"user:{bob.id}", since=made["version"] - 1)[1]["changes"][0]["data"] == made
    assert names(bob) == ["", "Errands"]
    assert names(alice) == [""]
    assert alice.get(f"/lists/{made['id']}")[0] == 404


def test_sent_again_it_is_the_first_one(bob, room):
    body = {"uid": UID, "room_id": room["id"], "name": "Launch"}
    first = bob.post("/lists", body)
    assert first[0] == 201
    assert bob.post("/lists", body | {"name": "Other"}) == (200, first[1])
    assert names(bob, room) == ["", "Launch"]


def test_somebody_elses_uid_is_taken(alice, bob, room):
    body = {"uid": UID, "room_id": room["id"], "name": "Launch"}
    bob.post("/lists", body)
    status, answer = alice.post("/lists", body)
    assert (status, answer["error"]["code"]) == (409, "conflict")


def test_a_list_tells_what_it_holds_and_where_it_is(alice, bob, room, shared, add, change):
    add(alice, shared)
    change(alice, add(alice, shared), done=True)
    change(alice, add(alice, shared), deleted=True)
    answer = bob.get(f"/lists/{shared['id']}")[1]
    assert (answer["list"]["open"], answer["list"]["done"]) == (1, 1)
    assert answer["room"] == {"id": room["id"], "name": room["name"], "kind": "open"}


def test_it_is_renamed_coloured_and_ordered(alice, bob, room, make):
    first, second = make(alice, room, "one"), make(alice, room, "two")
    changed = bob.patch(f"/lists/{second['id']}", {"name": " 2 ", "color": "pink", "position": "Zz"})[1]
    assert changed == second | {
        "name": "2",
        "color": "pink",
        "position": "Zz",
        "version": changed["version"],
    }
    assert names(bob, room) == ["2", "", "one"]
    taken = bob.patch(f"/lists/{second['id']}", {"position": first["position"]})[1]
    assert taken["position"] > first["position"]
    assert names(bob, room) == ["", "one", "2"]


def test_what_it_is_already_changes_nothing(alice, room, make):
    made = make(alice, room)
    same = {
        "name": made["name"],
        "color": "",
        "position": made["position"],
        "archived": False,
        "deleted": False,
    }
    assert alice.patch(f"/lists/{made['id']}", same) == (200, made)


def test_it_is_archived_and_comes_back(alice, bob, room, make):
    made = make(alice, room)
    assert bob.patch(f"/lists/{made['id']}", {"archived": True})[1]["archived_at"]
    assert names(alice, room) == [""]
    assert names(alice, room, archived=1) == ["", "Errands"]
    assert bob.patch(f"/lists/{made['id']}", {"archived": False})[1]["archived_at"] is None
    assert names(alice, room) == ["", "Errands"]


def test_it_is_deleted_and_comes_back(alice, bob, room, make):
    made = make(alice, room)
    assert bob.patch(f"/lists/{made['id']}", {"deleted": True})[1]["deleted_at"]
    assert names(alice, room, archived=1) == [""]
    assert bob.patch(f"/lists/{made['id']}", {"deleted": False})[1]["deleted_at"] is None


def test_the_first_one_stays(alice, shared):
    for change in ("archived", "deleted"):
        status, answer = alice.patch(f"/lists/{shared['id']}", {change: True})
        assert (status, list(answer["error"]["fields"])) == (422, [change])
        assert answer["error"]["fields"][change].startswith("The first list stays")
    named = alice.patch(f"/lists/{shared['id']}", {"name": "Everything"})[1]
    assert named["name"] == "Everything"
    assert alice.patch(f"/lists/{shared['id']}", {"name": ""})[1]["name"] == ""


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", " ", "Please fill this in."),
        ("name", "x" * 81, "At most 80 characters, please."),
        ("color", "beige", "There is no such colour."),
        ("position", "x", "This is not a place in the list."),
        ("uid", "x", "This has to be a UUID."),
    ],
)
def test_what_cannot_be_is_refused_in_words(alice, room, make, field, value, sentence):
    body = {"uid": UID, "room_id": room["id"], "name": "Launch", field: value}
    status, answer = alice.post("/lists", body)
    assert (status, answer["error"]["fields"]) == (422, {field: sentence})
    if field != "uid":
        status, answer = alice.patch(f"/lists/{make(alice, room)['id']}", {field: value})
        assert (status, answer["error"]["fields"]) == (422, {field: sentence})


def test_an_outsider_sees_no_list_of_a_closed_room(charlie, closed, hidden):
    assert charlie.get(f"/rooms/{closed['id']}/lists")[0] == 404
    assert charlie.get(f"/lists/{hidden['id']}")[0] == 404
    assert charlie.get(f"/lists/{hidden['id']}/items")[0] == 404
    assert charlie.get(f"/lists/{hidden['id']}/labels")[0] == 404
    assert charlie.patch(f"/lists/{hidden['id']}", {"name": "x"})[0] == 404
    assert charlie.post("/lists", {"uid": UID, "room_id": closed["id"], "name": "x"})[0] == 404


def test_who_does_not_belong_to_an_open_room_reads_only(charlie, room, shared):
    assert names(charlie, room) == [""]
    assert charlie.get(f"/lists/{shared['id']}/items")[0] == 200
    status, answer = charlie.patch(f"/lists/{shared['id']}", {"name": "x"})
    assert (status, answer["error"]["code"]) == (403, "not_a_member")
    status, answer = charlie.post("/lists", {"uid": UID, "room_id": room["id"], "name": "x"})
    assert (status, answer["error"]["code"]) == (403, "not_a_member")


def test_in_the_archive_lists_stay_as_they_are(alice, bob, room, shared):
    alice.put(f"/rooms/{room['id']}/archive", {})
    status, answer = bob.patch(f"/lists/{shared['id']}", {"name": "x"})
    assert (status, answer["error"]["code"]) == (403, "archived")
