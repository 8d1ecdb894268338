"""Inviting people by a link."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from server.accounts.audit.models import AuditEntry
from server.accounts.invitations.models import Invitation
from server.accounts.models import Workspace
from server.core.db import now
from server.core.writer import write
from tests.mail_server import path, text
from tests.server.conftest import PASSWORD, Person


def change(app, statement):
    with app.app_context():
        write(lambda tx: tx.session.execute(statement))


def only_invited(app):
    change(app, update(Workspace).values(sign_up="invited"))


def members_may(app):
    change(app, update(Workspace).values(settings='{"members_invite": true}'))


def invite(person, **wanted):
    status, invitation = person.post("/invitations", wanted)
    assert status == 201, invitation
    return invitation


def token(invitation):
    return invitation["link"].rpartition("/")[2]


def come(app, invitation, username="dora", email=None):
    """Sign up by an invitation."""
    person = Person(app)
    person.boot()
    body = {"username": username, "email": email or f"{username}@example.org", "password": PASSWORD}
    status, boot = person.post("/users", {**body, "invitation": token(invitation)})
    if status == 201:
        person._take(boot)
    return status, boot, person


class TestComingIn:
    @pytest.mark.parametrize("policy", ["invited", "closed", "domains"])
    def test_who_has_one_may_sign_up_where_others_may_not(self, app, alice, policy):
        change(app, update(Workspace).values(sign_up=policy, email_domains="northwind.example"))
        assert come(app, {"link": ""}, "eve")[0] in (403, 422)
        status, boot, dora = come(app, invite(alice))
        assert (status, boot["user"]["role"]) == (201, "member")
        assert dora.get("/me")[0] == 200

    def test_it_leads_into_its_room(self, app, alice):
        room = alice.create_room("Design", "closed")
        _, _, dora = come(app, invite(alice, room_id=room["id"]))
        assert [entry["name"] for entry in dora.get("/rooms")[1]["rooms"]] == ["Design"]
        dora.say(room["id"], "Here I am")

    def test_guests_are_what_they_are_invited_as(self, app, alice):
        room = alice.create_room()
        invitation = invite(alice, role="guest", room_id=room["id"])
        assert come(app, invitation)[1]["user"]["role"] == "guest"

    def test_one_for_two_is_good_twice(self, app, alice):
        invitation = invite(alice, most_uses=2)
        assert [come(app, invitation, name)[0] for name in ("dora", "emil", "fay")] == [201, 201, 410]

    def test_one_that_is_mailed_is_good_once_and_confirms_the_address(self, app, alice, post):
        invitation = invite(alice, email="dora@example.org")
        (mail,) = post.to("dora@example.org")
        _, _, dora = come(app, {"link": path(mail)})
        assert dora.get("/me/email")[1]["confirmed"] is True
        assert come(app, invitation, "eve")[0] == 410
        assert len(post.to("dora@example.org")) == 1

    def test_the_link_that_is_shown_confirms_nothing(self, app, alice, post):
        # Whoever invites sees it as well, and could take somebody else's address by it.
        _, _, mallory = come(app, invite(alice, email="dora@example.org"), "mallory", "dora@example.org")
        assert mallory.get("/me/email")[1]["confirmed"] is False

    def test_with_another_address_that_one_is_still_to_be_confirmed(self, app, alice, post):
        invite(alice, email="dora@example.org")
        mailed = {"link": path(post.to("dora@example.org")[0])}
        _, _, dora = come(app, mailed, email="dora@elsewhere.example")
        assert dora.get("/me/email")[1]["confirmed"] is False
        assert "/confirm-email/" in path(post.to("dora@elsewhere.example")[0])

    def test_a_name_that_is_taken_uses_nothing_up(self, app, alice, bob):
        invitation = invite(alice, most_uses=1)
        assert come(app, invitation, "bob")[0] == 422
        assert come(app, invitation)[0] == 201

    def test_one_that_has_expired_is_good_no_more(self, app, alice):
        invitation = invite(alice, days=7)
        change(app, update(Invitation).values(expires_at=now() - timedelta(seconds=1)))
        status, answer, _ = come(app, invitation)
        assert (status, answer["error"]["code"]) == (410, "invitation_over")

    def test_nor_one_that_was_taken_back(self, app, alice):
        invitation = invite(alice)
        assert alice.delete(f"/invitations/{invitation['id']}")[0] == 204
        assert come(app, invitation)[0] == 410
        assert alice.delete(f"/invitations/{invitation['id']}")[0] == 204

    @pytest.mark.parametrize("forged", ["x", "WzEsIngiXQ.forged", "W10.x", "🦉", "null"])
    def test_nor_one_that_never_was(self, app, alice, forged):
        only_invited(app)
        assert come(app, {"link": forged})[0] == 410

    def test_the_last_use_lets_one_in_of_two_who_come_at_once(self, app, alice):
        invitation = invite(alice, most_uses=1)
        with ThreadPoolExecutor(4) as pool:
            came = pool.map(lambda name: come(app, invitation, name)[0], ["dora", "emil", "fay", "gus"])
        assert sorted(came) == [201, 410, 410, 410]
        assert alice.get("/invitations")[1]["invitations"][0]["uses"] == 1

    def test_one_is_worth_what_its_maker_may_do_now(self, app, alice, bob):
        members_may(app)
        invitation = invite(bob)
        assert come(app, invitation)[0] == 201
        alice.put(f"/users/{bob.id}/ban", {})
        assert come(app, invitation, "emil")[0] == 410
        alice.delete(f"/users/{bob.id}/ban")
        assert come(app, invitation, "fay")[0] == 201
        change(app, update(Workspace).values(settings="{}"))
        assert come(app, invitation, "gus")[0] == 410
        assert come(app, invite(alice), "gus")[0] == 201

    def test_a_room_that_its_maker_has_left_keeps_nobody_out_and_lets_nobody_in(self, app, alice, bob):
        members_may(app)
        room = alice.create_room("Design", "closed")
        alice.invite(room, bob)
        invitation = invite(bob, room_id=room["id"])
        bob.post(f"/rooms/{room['id']}/leave")
        status, _, dora = come(app, invitation)
        assert (status, dora.get("/rooms")[1]["rooms"]) == (201, [])

    def test_one_of_another_number_is_not_to_be_guessed(self, app, alice):
        only_invited(app)
        first, second = token(invite(alice)), token(invite(alice))
        swapped = first.split(".")[0] + "." + second.split(".")[1]
        assert come(app, {"link": swapped})[0] == 410

    def test_a_room_that_is_gone_keeps_nobody_out(self, app, alice):
        room = alice.create_room("Design", "closed")
        invitation = invite(alice, room_id=room["id"])
        change(app, update(Invitation).values(room_id=999))
        assert come(app, invitation)[0] == 201


class TestLookingAndAccepting:
    def test_whoever_has_the_link_sees_who_invites_them(self, alice, visitor):
        room = alice.create_room("Design", "closed")
        invitation = invite(alice, room_id=room["id"], note="Welcome!")
        assert visitor.post("/invitations/look", {"token": token(invitation)}) == (
            200,
            {
                "workspace": "Northwind",
                "by": "alice",
                "room": "Design",
                "room_id": None,
                "email": "",
                "note": "Welcome!",
            },
        )
        assert visitor.post("/invitations/look", {"token": "x"})[0] == 410

    def test_who_has_an_account_goes_into_the_room(self, alice, bob):
        room = alice.create_room("Design", "closed")
        invitation = invite(alice, room_id=room["id"], most_uses=1)
        for _ in range(2):
            answer = bob.post("/invitations/accept", {"token": token(invitation)})
            assert answer == (200, {"room_id": room["id"]})
        assert bob.entry(room)["name"] == "Design"
        assert bob.post("/invitations/look", {"token": token(invitation)})[1]["room_id"] == room["id"]

    def test_once_it_is_used_up_it_lets_nobody_else_in(self, alice, bob, charlie):
        room = alice.create_room("Design", "closed")
        invitation = invite(alice, room_id=room["id"], most_uses=1)
        bob.post("/invitations/accept", {"token": token(invitation)})
        for way in ("look", "accept"):
            assert charlie.post(f"/invitations/{way}", {"token": token(invitation)})[0] == 410
        assert charlie.entry(room) is None

    def test_where_there_is_no_room_nothing_is_used_up(self, alice, bob):
        invitation = invite(alice, most_uses=1)
        assert bob.post("/invitations/accept", {"token": token(invitation)}) == (200, {"room_id": 0})
        assert alice.get("/invitations")[1]["invitations"][0]["uses"] == 0

    def test_who_is_in_uses_nothing_up(self, alice, bob):
        room = alice.create_room()
        invitation = invite(alice, room_id=room["id"], most_uses=1)
        assert alice.post("/invitations/accept", {"token": token(invitation)})[0] == 200
        assert bob.post("/invitations/accept", {"token": token(invitation)})[0] == 200
        assert bob.entry(room)

    def test_a_visitor_cannot_accept(self, alice, visitor):
        assert visitor.post("/invitations/accept", {"token": token(invite(alice))})[0] == 401


class TestWhoMay:
    def test_members_do_where_the_workspace_lets_them(self, app, alice, bob):
        assert bob.post("/invitations", {})[0] == 403
        assert bob.get("/invitations")[1]["may_invite"] is False
        members_may(app)
        assert bob.post("/invitations", {})[0] == 201
        assert bob.get("/invitations")[1]["may_invite"] is True

    def test_one_sees_one_s_own_and_an_administrator_all(self, app, alice, bob, charlie):
        members_may(app)
        theirs = invite(bob, note="from Bob")
        invite(alice)
        assert [each["note"] for each in bob.get("/invitations")[1]["invitations"]] == ["from Bob"]
        assert len(alice.get("/invitations")[1]["invitations"]) == 1
        everybody = {"query_string": {"of": "everybody"}}
        assert len(alice.get("/invitations", **everybody)[1]["invitations"]) == 2
        assert bob.get("/invitations", **everybody)[0] == 403
        assert charlie.get("/invitations")[1]["invitations"] == []
        assert charlie.delete(f"/invitations/{theirs['id']}")[0] == 404
        assert charlie.get(f"/invitations/{theirs['id']}/qr.svg")[0] == 404
        assert alice.delete(f"/invitations/{theirs['id']}")[0] == 204
        assert bob.get("/invitations")[1]["invitations"][0]["state"] == "revoked"

    def test_not_into_a_room_that_one_does_not_see(self, app, alice, bob):
        members_may(app)
        closed = alice.create_room("Secret", "closed")
        direct = bob.direct(alice)
        for room in (closed, direct):
            assert bob.post("/invitations", {"room_id": room["id"]})[0] == 404

    def test_visitors_do_not(self, alice, visitor):
        assert visitor.post("/invitations", {})[0] == 401
        assert visitor.get("/invitations")[0] == 401

    def test_not_into_a_room_in_which_nobody_writes_any_more(self, alice):
        room = alice.create_room()
        alice.put(f"/rooms/{room['id']}/archive", {})
        status, answer = alice.post("/invitations", {"room_id": room["id"]})
        assert (status, list(answer["error"]["fields"])) == (422, ["room_id"])

    def test_it_is_written_down(self, app, alice):
        invitation = invite(alice)
        come(app, invitation)
        alice.delete(f"/invitations/{invitation['id']}")
        with app.app_context():
            found = write(
                lambda tx: list(tx.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
            )
        assert found[-3:] == ["invitation.create", "invitation.use", "invitation.revoke"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"role": "admin"}, "role"),
        ({"role": "moderator"}, "role"),
        ({"role": "guest"}, "room_id"),
        ({"most_uses": 0}, "most_uses"),
        ({"most_uses": 10**9}, "most_uses"),
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
        ({"email": "nobody"}, "email"),
        ({"note": "x" * 81}, "note"),
    ],
)
def test_what_makes_no_sense_is_refused(alice, wanted, field):
    status, answer = alice.post("/invitations", wanted)
    assert (status, list(answer["error"]["fields"])) == (422, [field])


def test_a_camera_can_read_it(alice):
    invitation = invite(alice)
    response = alice.call("GET", f"/invitations/{invitation['id']}/qr.svg")
    assert response.mimetype == "image/svg+xml"
    assert response.data.startswith(b"<svg") and b"<script" not in response.data


def test_the_mail_says_who_and_where_to(alice, post):
    room = alice.create_room("Design", "closed")
    invite(alice, room_id=room["id"], email="dora@example.org", note="See <b>you</b>", days=7)
    (mail,) = post.to("dora@example.org")
    said = text(mail)
    assert "alice invites you to Northwind" in said
    assert "Design" in said and "See <b>you</b>" in said and "good until" in said
    assert "\n\n\n" not in said


def test_the_list_has_pages_and_states(app, alice):
    first, second, *_ = [invite(alice, note=str(number), most_uses=1) for number in range(52)]
    alice.delete(f"/invitations/{first['id']}")
    come(app, second)
    page = alice.get("/invitations")[1]
    assert [len(page["invitations"]), page["invitations"][0]["note"]] == [50, "51"]
    rest = alice.get("/invitations", query_string={"before": page["next"]})[1]
    assert [(each["note"], each["state"]) for each in rest["invitations"]] == [
        ("1", "used"),
        ("0", "revoked"),
    ]
    assert rest["next"] is None

    def notes(state):
        found = alice.get("/invitations", query_string={"state": state})[1]["invitations"]
        return [each["note"] for each in found]

    assert (notes("used"), notes("revoked"), notes("expired")) == (["1"], ["0"], [])
    assert len(notes("open")) == 50
