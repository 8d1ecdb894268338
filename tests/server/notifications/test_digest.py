"""What somebody has missed, by mail: one for all of it, after as long as they want, and the way out of it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from server.accounts.models import User
from server.core.db import now
from server.core.writer import write
from server.notifications.digest import send_digests
from server.notifications.models import Notice
from server.notifications.telling import Telling
from tests.mail_server import html, text

ADDRESS = "bob@example.org"


@pytest.fixture
def config(mail_server):
    """Mail goes to the server of the test."""
    return {"SMTP_URL": mail_server.url, "PUBLIC_URL": "https://chat.example.org"}


@pytest.fixture
def bob(app, bob, mail_server, drain):
    """Bob has confirmed his address."""
    with app.app_context():
        write(lambda tx: tx.session.execute(update(User).values(email_confirmed_at=now())))
    drain()
    mail_server.mails.clear()
    return bob


@pytest.fixture
def pass_by(app, drain):
    """Let some minutes pass: everything is as much older then. And what is to be mailed is."""

    def pass_by(minutes):
        with app.app_context():
            found = update(Notice).values(created_at=now() - timedelta(minutes=minutes))
            write(lambda tx: tx.session.execute(found))
            send_digests()
        drain()

    return pass_by


@pytest.fixture
def mailed(mail_server):
    """Return the mails of what was missed that have come for Bob."""
    return lambda: mail_server.to(ADDRESS)


def mention(bob, alice, number=1, **more):
    data = {"room": "Design", "excerpt": f"<b>Look</b> at {number}"} | more
    path = f"/rooms/1/messages/{number}"
    return Telling(bob.id, "mention", f"message:{number}", "room:1", path, alice.id, data, number)


def test_one_mail_of_all(bob, alice, told, pass_by, mailed):
    told(mention(bob, alice, 1), mention(bob, alice, 2), Telling(bob.id, "done", "todo:1"))
    pass_by(16)
    [mail] = mailed()
    assert mail["Subject"] == "2 things you missed · Northwind"
    words = text(mail)
    for number in (1, 2):
        assert f"alice mentioned you in Design\n  <b>Look</b> at {number}\n" in words
        assert f"https://chat.example.org/rooms/1/messages/{number}" in words
        assert f'href="https://chat.example.org/rooms/1/messages/{number}"' in html(mail)
    assert "&lt;b&gt;Look&lt;/b&gt; at 1" in html(mail)
    assert mail["Reply-To"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    # It has been told of, once.
    pass_by(60)
    assert len(mailed()) == 1


@pytest.mark.parametrize(
    ("chosen", "too_soon", "in_time"), [("soon", 14, 16), ("hourly", 59, 61), ("daily", 1430, 1450)]
)
def test_after_as_long_as_one_wants(bob, alice, told, pass_by, mailed, chosen, too_soon, in_time):
    bob.patch("/notification-settings", {"mail": chosen})
    told(mention(bob, alice))
    pass_by(too_soon)
    assert mailed() == []
    pass_by(in_time)
    assert [mail["Subject"] for mail in mailed()] == ["alice mentioned you in Design · Northwind"]


def test_never(bob, alice, told, pass_by, mailed):
    bob.patch("/notification-settings", {"mail": "never"})
    told(mention(bob, alice))
    pass_by(2000)
    assert mailed() == []


def test_what_was_read_or_is_over_is_not_missed(bob, alice, told, pass_by, mailed):
    told(mention(bob, alice, 1), mention(bob, alice, 2))
    bob.put("/notices/read", {"all": True})
    told(mention(bob, alice, 3))
    bob.call("DELETE", "/notices", {"all": True})
    pass_by(16)
    assert mailed() == []


def test_not_while_they_are_here(bob, alice, told, pass_by, mailed):
    told(mention(bob, alice))
    tab = bob.socket("/me")
    tab.ask("looking", {"place": None, "active": True})
    pass_by(16)
    assert mailed() == []
    tab.close()
    pass_by(17)
    assert len(mailed()) == 1


def test_not_at_night(bob, alice, told, pass_by, mailed):
    night = {"quiet_from": f"{now():%H:%M}", "quiet_to": f"{now() + timedelta(hours=1):%H:%M}"}
    bob.patch("/notification-settings", night)
    told(mention(bob, alice))
    pass_by(16)
    assert mailed() == []
    bob.patch("/notification-settings", {"quiet_from": "", "quiet_to": ""})
    pass_by(16)
    assert len(mailed()) == 1


def test_not_to_an_address_that_nobody_has_confirmed(app, bob, alice, told, pass_by, mailed):
    with app.app_context():
        write(lambda tx: tx.session.execute(update(User).values(email_confirmed_at=None)))
    told(mention(bob, alice))
    pass_by(16)
    assert mailed() == []


def test_a_great_many(bob, alice, told, pass_by, mailed):
    told(*[mention(bob, alice, number) for number in range(1, 36)])
    pass_by(16)
    [mail] = mailed()
    assert mail["Subject"] == "35 things you missed · Northwind"
    assert "And 5 more before that." in text(mail)


def test_in_its_readers_language(bob, alice, told, pass_by, mailed):
    bob.patch("/me", {"locale": "zh_Hans"})
    told(mention(bob, alice))
    pass_by(16)
    [mail] = mailed()
    assert mail["Subject"] == "alice 在“Design”里提到了你 · Northwind"
    assert mail["Content-Language"] == "zh-Hans"
    assert "missed" not in text(mail)


@pytest.fixture
def way_out(bob, alice, told, pass_by, mailed, app):
    """The path by which mails are ended, from the headers of one; and somebody who is not signed in."""
    told(mention(bob, alice))
    pass_by(16)
    [mail] = mailed()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    match = re.fullmatch(r"<https://chat\.example\.org(/unsubscribe/\S+)>", mail["List-Unsubscribe"])
    assert match
    assert match[1] in text(mail)
    return match[1], app.test_client()


def test_looking_at_the_way_out_ends_nothing(bob, way_out):
    path, anybody = way_out
    page = anybody.get(path)
    assert (page.status_code, b"<form" in page.data) == (200, True)
    assert bob.get("/notification-settings")[1]["mail"] == "soon"


def test_one_click_ends_them(bob, alice, told, way_out, pass_by, mailed):
    path, anybody = way_out
    page = anybody.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (page.status_code, b"<form" in page.data) == (200, False)
    assert bob.get("/notification-settings")[1]["mail"] == "never"
    assert alice.get("/notification-settings")[1]["mail"] == "soon"
    told(mention(bob, alice, 2))
    pass_by(20)
    assert len(mailed()) == 1


def test_a_forged_way_out_leads_nowhere(way_out, bob):
    path, anybody = way_out
    for forged in (path[:-1] + ("A" if path[-1] != "A" else "B"), "/unsubscribe/2", "/unsubscribe/x.y"):
        assert anybody.get(forged).status_code == anybody.post(forged).status_code == 404
    assert bob.get("/notification-settings")[1]["mail"] == "soon"
