"""Changing one's address."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from server.accounts import access
from server.accounts.models import DeviceSession
from server.core.db import now
from server.core.writer import write
from tests.mail_server import path, text


def confirm(person, mail):
    return person.post("/email-changes", {"token": path(mail).rsplit("/", 1)[1]})


def test_the_new_address_confirms_and_the_old_one_is_told(bob, visitor, post):
    status, mine = bob.put("/me/email", {"email": "robert@example.org"})
    assert (status, mine["email"], mine["next"]) == (200, "bob@example.org", "robert@example.org")
    (mail,) = post.to("robert@example.org")
    assert path(mail).startswith("/change-email/")
    assert visitor.sign_in("robert@example.org")[0] == 401
    assert confirm(visitor, mail) == (200, {"email": "robert@example.org"})
    assert bob.get("/me/email")[1] == {"email": "robert@example.org", "confirmed": True, "next": ""}
    assert visitor.sign_in("robert@example.org")[0] == 200
    assert visitor.sign_in("bob@example.org")[0] == 401
    told = text(post.to("bob@example.org")[-1])
    assert "r•••@example.org" in told and "robert@" not in told


def test_it_is_good_once(bob, visitor, post):
    bob.put("/me/email", {"email": "robert@example.org"})
    (mail,) = post.to("robert@example.org")
    assert confirm(visitor, mail)[0] == 200
    assert confirm(visitor, mail)[1]["error"]["code"] == "link_used"


def test_it_can_be_called_off(bob, visitor, post):
    bob.put("/me/email", {"email": "robert@example.org"})
    (mail,) = post.to("robert@example.org")
    assert bob.delete("/me/email/next")[1]["next"] == ""
    assert confirm(visitor, mail)[0] == 410
    assert bob.get("/me/email")[1]["email"] == "bob@example.org"


def test_links_that_went_to_the_old_address_are_worth_nothing_after(bob, visitor, post):
    visitor.post("/password-resets", {"login": "bob"})
    old = path(post.to("bob@example.org")[-1]).rsplit("/", 1)[1]
    bob.put("/me/email", {"email": "robert@example.org"})
    confirm(visitor, post.to("robert@example.org")[0])
    status, _ = visitor.post("/password-resets/done", {"token": old, "password": "a new password"})
    assert status == 410


@pytest.mark.parametrize(
    "email", ["", "robert", "a@b", "a@example.org\nBcc: x@example.org", f"{'x' * 300}@example.org"]
)
def test_what_is_no_address_is_refused(bob, email):
    status, answer = bob.put("/me/email", {"email": email})
    assert (status, list(answer["error"]["fields"])) == (422, ["email"])


def test_an_address_of_another_looks_the_same_and_its_owner_is_told(alice, bob, visitor, post):
    post.forget()
    alice.post("/me/email/confirmation")
    (mail,) = post.to("alice@example.org")
    visitor.post("/email-confirmations", {"token": path(mail).rsplit("/", 1)[1]})
    post.forget()
    status, mine = bob.put("/me/email", {"email": "alice@example.org"})
    assert (status, mine["next"]) == (200, "alice@example.org")
    (told,) = post.to("alice@example.org")
    assert path(told) == "/sign-in"
    assert visitor.sign_in("alice@example.org")[1]["user"]["username"] == "alice"


def test_it_asks_first_who_is_there(app, bob, post):
    with app.app_context():
        write(
            lambda tx: tx.session.execute(update(DeviceSession).values(proved_at=now() - timedelta(hours=1)))
        )
        access.people.forget_all()
    status, answer = bob.put("/me/email", {"email": "robert@example.org"})
    assert (status, answer["error"]["code"]) == (403, "prove_first")
    assert post.to("robert@example.org") == []
