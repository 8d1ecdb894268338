"""Who is in a room."""


def test_members_see_who_is_in_it_with_what_role(alice, bob, closed):
    status, answer = bob.get(f"/rooms/{closed['id']}/members")
    assert status == 200
    assert answer == {
        "members": [
            {
                "user": {"id": alice.id, "username": "alice", "name": "alice"},
                "role": "admin",
                "online": False,
            },
            {"user": {"id": bob.id, "username": "bob", "name": "bob"}, "role": "member", "online": False},
        ],
        "total": 2,
        "next": None,
    }


def test_who_follows_the_room_is_online(alice, bob, room):
    socket = bob.socket()
    socket.ask("join", {"streams": [f"room:{room['id']}"]})

    def online():
        members = alice.get(f"/rooms/{room['id']}/members")[1]["members"]
        return [member["user"]["username"] for member in members if member["online"]]

    assert online() == ["bob"]
    assert alice.entry(room)["online"] == 1
    socket.close()
    assert online() == []
    assert alice.entry(room)["online"] == 0


def test_an_open_room_shows_its_members_to_everybody(charlie, room):
    assert charlie.get(f"/rooms/{room['id']}/members")[1]["total"] == 2


def test_a_closed_room_does_not(charlie, closed):
    status, answer = charlie.get(f"/rooms/{closed['id']}/members")
    assert (status, answer["error"]["code"]) == (404, "not_found")


def test_who_has_left_is_not_listed(alice, bob, room):
    bob.post(f"/rooms/{room['id']}/leave")
    assert [m["user"]["id"] for m in alice.get(f"/rooms/{room['id']}/members")[1]["members"]] == [alice.id]


def test_members_come_a_page_at_a_time(alice, bob, charlie, room, newcomer):
    people = [alice, bob, charlie, newcomer("dora"), newcomer("emil")]
    alice.invite(room, *people[2:])
    found, after = [], 0
    while after is not None:
        query = {"limit": 2, "after": after}
        page = alice.get(f"/rooms/{room['id']}/members", query_string=query)[1]
        assert (len(page["members"]) <= 2, page["total"]) == (True, 5)
        found += [member["user"]["id"] for member in page["members"]]
        after = page["next"]
    assert found == [person.id for person in people]


def test_members_are_found_by_a_part_of_their_name(alice, bob, room):
    bob.patch("/me", {"name": "Robert Tables"})

    def found(query):
        members = alice.get(f"/rooms/{room['id']}/members", query_string={"q": query})[1]["members"]
        return [member["user"]["username"] for member in members]

    assert found("tables") == ["bob"]
    assert found("BO") == ["bob"]
    assert found("%") == []
    assert found("") == ["alice", "bob"]
