"""The rooms that a person is in, and the open rooms that anybody can find."""


def test_the_list_holds_exactly_the_rooms_that_one_is_in(alice, bob, charlie, room, closed):
    direct = bob.direct(charlie)
    names = {entry["id"] for entry in bob.get("/rooms")[1]["rooms"]}
    assert names == {room["id"], closed["id"], direct["id"]}
    assert {entry["id"] for entry in charlie.get("/rooms")[1]["rooms"]} == {direct["id"]}


def test_the_list_says_from_where_to_follow(alice, bob, room):
    answer = bob.get("/rooms")[1]
    assert answer["stream"] == f"user:{bob.id}"
    bob.post(f"/rooms/{room['id']}/leave")
    since = bob.changes(answer["stream"], answer["version"])[1]
    assert [change["data"] for change in since["changes"]] == [
        {"id": room["id"], "kind": "open", "joined": False}
    ]


def test_every_open_room_can_be_found_and_no_other(alice, bob, charlie, room, closed):
    alice.direct(charlie)
    answer = charlie.get("/rooms/open")[1]
    assert [entry["id"] for entry in answer["rooms"]] == [room["id"]]
    assert (answer["rooms"][0]["joined"], answer["rooms"][0]["role"], answer["next"]) == (False, None, None)
    assert bob.get("/rooms/open")[1]["rooms"][0]["joined"] is True


def test_open_rooms_come_a_page_at_a_time(alice):
    rooms = [alice.create_room(f"Room {number}") for number in range(5)]
    found, after = [], 0
    while after is not None:
        page = alice.get("/rooms/open", query_string={"limit": 2, "after": after})[1]
        assert len(page["rooms"]) <= 2
        found += page["rooms"]
        after = page["next"]
    assert found == rooms


def test_a_page_holds_at_least_one_and_at_most_a_hundred(alice):
    for number in range(101):
        alice.create_room(f"Room {number}")
    assert len(alice.get("/rooms/open", query_string={"limit": 0})[1]["rooms"]) == 1
    page = alice.get("/rooms/open", query_string={"limit": 1000})[1]
    assert (len(page["rooms"]), page["next"]) == (100, page["rooms"][-1]["id"])


def test_open_rooms_are_found_by_a_part_of_their_name(alice):
    for name in ("Design", "Redesign 2026", "100% sure", "snake_case", "北京办公室", "Дизайн"):
        alice.create_room(name)

    def found(query):
        rooms = alice.get("/rooms/open", query_string={"q": query})[1]["rooms"]
        return [room["name"] for room in rooms]

    assert found("DESIGN") == ["Design", "Redesign 2026"]
    assert found(" design ") == ["Design", "Redesign 2026"]
    # What SQL would take for a pattern is what was typed.
    assert found("%") == ["100% sure"]
    assert found("_") == ["snake_case"]
    assert found("\\") == []
    assert found("北京") == ["北京办公室"]
    assert found("ДИЗ") == ["Дизайн"]
    assert found("nothing") == []


def test_an_open_room_counts_nothing_as_unread_for_who_is_not_in_it(alice, charlie, room):
    message = alice.say(room["id"], "one")
    entry = charlie.get(f"/rooms/{room['id']}")[1]
    assert (entry["unread"], entry["read_seq"], entry["last_seq"]) == (0, message["seq"], message["seq"])
