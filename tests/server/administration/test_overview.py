"""What administrators see of people, rooms and days."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from server.accounts import access, days
from server.accounts.models import ActiveDay, DeviceSession
from server.core.db import db, now
from server.core.writer import write


def people(alice, **query):
    status, body = alice.get("/administration/people", query_string=query)
    assert status == 200, body
    return body


def test_everybody_with_what_only_administrators_see(alice, bob, charlie):
    found = people(alice)
    assert [person["username"] for person in found["people"]] == ["alice", "bob", "charlie"]
    assert found["total"] == 3
    assert found["next"] is None
    assert found["people"][0]["role"] == "admin"
    assert found["people"][1]["email"] == "bob@example.org"
    assert found["people"][1]["last_seen_at"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "BOB@EX"}, ["bob"]),
        ({"q": "%"}, []),
        ({"role": "admin"}, ["alice"]),
        ({"state": "banned"}, []),
        ({"state": "active", "q": "li"}, ["alice", "charlie"]),
    ],
)
def test_people_are_found_by_name_address_role_and_state(alice, bob, charlie, query, names):
    assert [person["username"] for person in people(alice, **query)["people"]] == names


def test_rooms_but_no_direct_ones(alice, bob):
    room = bob.create_room("Board", kind="closed")
    bob.say(room["id"], "between us")
    bob.direct(alice)
    status, body = alice.get("/administration/rooms")
    assert status == 200
    assert [(found["name"], found["members"]) for found in body["rooms"]] == [("Board", 1)]
    assert body["rooms"][0]["last_message_at"]
    assert "between us" not in str(body)
    assert alice.get("/administration/rooms", query_string={"q": "oar"})[1]["rooms"] == body["rooms"]
    assert alice.get("/administration/rooms", query_string={"q": "_"})[1]["rooms"] == []


def test_figures_of_each_day(alice, bob):
    room = alice.create_room()
    bob.join_room(room)
    for person in (alice, bob, bob):
        person.say(room["id"], "héllo")
    status, body = alice.get("/administration/figures", query_string={"days": 7})
    assert status == 200
    assert len(body["days"]) == 7
    assert [day["messages"] for day in body["days"]] == [0] * 6 + [3]
    assert body["days"][-1]["writers"] == 2
    assert [day["active"] for day in body["days"]] == [0] * 6 + [2]
    assert body["days"][-1]["bytes"] == 3 * len("héllo<p>héllo</p>".encode())
    storage = body["totals"].pop("storage")
    assert body["totals"] == {"people": 2, "rooms": 1, "messages": 3}
    assert storage > 0


def test_who_only_reads_is_active_once_a_day(app, alice, bob, charlie):
    def change(tx):
        tx.session.execute(delete(ActiveDay))
        tx.session.execute(update(DeviceSession).values(last_seen_at=now() - timedelta(days=1)))

    def active():
        # Another span each time: what was counted for one is remembered for a while.
        answer = alice.get("/administration/figures", query_string={"days": next(spans)})[1]
        return answer["days"][-1]["active"]

    spans = iter((1, 2, 3))
    app.extensions["writer"].write(change)
    access.people.forget_all()
    assert active() == 1
    bob.get("/rooms/open")
    bob.sign_in("bob")
    bob.get("/rooms/open")
    assert active() == 2
    charlie.sign_in("charlie")
    assert active() == 3


def test_days_are_forgotten_when_no_figure_asks_for_them(app, alice):
    with app.app_context():
        today = now().date()
        old, recent = today - timedelta(days=91), today - timedelta(days=89)
        write(lambda tx: tx.session.add_all(ActiveDay(day=day, user_id=alice.id) for day in (old, recent)))
        days.forget()
        assert db.session.scalars(select(ActiveDay.day).order_by(ActiveDay.day)).all() == [recent, today]


def test_what_lies_beside_the_database_counts_as_storage(app, alice):
    def storage():
        # Another span each time: what was counted for one is remembered for a while.
        return alice.get("/administration/figures", query_string={"days": next(spans)})[1]["totals"][
            "storage"
        ]

    spans = iter((1, 2))
    before = storage()
    (app.config["DATA_DIR"] / "exports").mkdir(exist_ok=True)
    (app.config["DATA_DIR"] / "exports" / "1-archive.zip").write_bytes(bytes(1_000_000))
    assert 1_000_000 <= storage() - before < 1_100_000


@pytest.mark.parametrize("path", ["people", "rooms", "figures"])
def test_nobody_else_may(bob, visitor, path):
    assert bob.get(f"/administration/{path}")[0] == 403
    assert visitor.get(f"/administration/{path}")[0] == 401
