"""Devices with every tab closed: what they are sent, what becomes of those that are gone, and where nothing is sent."""

import socket
import threading
from datetime import timedelta
from email.utils import format_datetime
from time import time

import pytest
import requests
from sqlalchemy import update

from server.accounts.models import DeviceSession
from server.core import jobs
from server.core.config import SESSION_DAYS
from server.core.db import now
from server.core.writer import write
from server.notifications.push import endpoints, sending
from server.notifications.telling import Telling
from tests.push_service import PushService
from tests.server.conftest import Person


@pytest.fixture
def config():
    """The push service of the test is on this machine."""
    return {"PUSH_NEARBY": True}


@pytest.fixture
def service():
    service = PushService().start()
    yield service
    service.stop()


@pytest.fixture
def device(bob, service):
    """A device of Bob's."""
    status, device = bob.post("/push/subscriptions", service.subscription())
    assert status == 201, device
    return device


@pytest.fixture
def devices():
    """Return a person's devices."""
    return lambda person: person.get("/push/subscriptions")[1]["subscriptions"]


@pytest.fixture
def later(app):
    """Do what is waiting for up to so many seconds from now."""

    def later(seconds):
        with app.app_context():
            jobs.run_all(now() + timedelta(seconds=seconds))

    return later


def mention(bob, alice, number=1, text="Look at this"):
    data = {"room": "Design", "excerpt": text}
    return Telling(
        bob.id,
        "mention",
        f"message:{number}",
        "room:1",
        f"/rooms/1/messages/{number}",
        alice.id,
        data,
        number,
    )


def test_what_is_sent_is_for_the_device_alone(app, alice, bob, device, service, told, drain):
    told(mention(bob, alice))
    drain()
    [pushed] = service.pushed
    data = dict(pushed.data)
    assert list(data.pop("say")) == ["waiting", "refused", "unsent", "away", "out"]
    assert data == {
        "id": 1,
        "for": bob.id,
        "kind": "mention",
        "topic": "message:1",
        "place": "room:1",
        "path": "/rooms/1/messages/1",
        "title": "alice mentioned you in Design",
        "body": "Look at this",
        "lang": "en",
        "at": bob.get("/notices")[1]["notices"][0]["created_at"],
        "room": None,
        "actions": [
            {"action": "reply", "title": "Reply", "type": "text", "placeholder": "Write a reply"},
            {"action": "read", "title": "Mark as read"},
        ],
        "unread": 1,
    }
    assert b"Look" not in pushed.body
    headers = pushed.headers
    assert (headers["Content-Encoding"], headers["Urgency"], headers["TTL"]) == ("aes128gcm", "high", "86400")
    assert len(headers["Topic"]) == 32
    assert "message" not in headers["Topic"]
    assert pushed.key == bob.get("/push/key")[1]["key"] == alice.get("/push/key")[1]["key"]
    assert pushed.claims["aud"] == service.url
    assert pushed.claims["sub"].startswith("mailto:")
    assert time() < pushed.claims["exp"] <= time() + 86_400


def test_in_the_language_of_its_reader(alice, bob, device, service, told, drain):
    """The worker that shows it knows no catalog: the buttons come with it, and what there is to say when one fails."""
    bob.patch("/me", {"locale": "zh_Hans"})
    told(mention(bob, alice))
    drain()
    data = service.pushed[0].data
    assert data["title"] == "alice 在“Design”里提到了你"
    assert [button["title"] for button in data["actions"]] == ["回复", "标为已读"]
    assert [text for text in data["say"].values() if text.isascii()] == []
    assert data["lang"] == "zh-Hans"


@pytest.mark.parametrize(
    ("kind", "buttons"),
    [
        ("direct", ["reply", "read"]),
        ("assigned", ["done", "snooze"]),
        ("due", ["done", "snooze"]),
        ("done", []),
        ("invited", []),
        ("admin", []),
    ],
)
def test_what_can_be_done_with_it(alice, bob, device, service, told, drain, kind, buttons):
    told(Telling(bob.id, kind, "matter:1"))
    drain()
    data = service.pushed[0].data
    assert [button["action"] for button in data["actions"]] == buttons
    # What is not needed costs nothing.
    assert bool(data["say"]) == bool(buttons)


def test_a_later_one_of_the_same_matter_takes_its_place_on_the_way(alice, bob, device, service, told, drain):
    told(Telling(bob.id, "assigned", "todo:1"))
    told(Telling(bob.id, "due", "todo:1"), Telling(bob.id, "due", "todo:2"))
    drain()
    topics = {pushed.data["topic"]: pushed.headers["Topic"] for pushed in service.pushed}
    assert len(set(topics.values())) == 2


def test_a_long_text_fits(alice, bob, device, service, told, drain):
    told(mention(bob, alice, text="字" * 2000))
    drain()
    [pushed] = service.pushed
    assert len(pushed.body) <= sending.LARGEST_BYTES + 200
    assert pushed.data["body"].startswith("字")
    assert len(pushed.data["actions"]) == 2


def test_a_usual_text_in_many_bytes_is_not_cut(alice, bob, device, service, told, drain):
    bob.patch("/me", {"locale": "zh_Hans"})
    told(mention(bob, alice, text="字" * 200))
    drain()
    assert service.pushed[0].data["body"] == "字" * 200


def test_every_device_and_nobody_elses(alice, bob, charlie, visitor, device, service, told, drain):
    visitor.sign_in("bob")
    visitor.post("/push/subscriptions", service.subscription("other"))
    charlie.post("/push/subscriptions", service.subscription("third"))
    told(mention(bob, alice))
    drain()
    assert len(service.pushed) == 2


def test_nothing_while_a_tab_is_in_use(alice, bob, device, service, told, drain):
    bob.socket("/me").ask("looking", {"place": None, "active": True})
    told(mention(bob, alice))
    drain()
    assert service.asked == 0


def test_nothing_of_what_has_been_read_meanwhile(alice, bob, device, service, told, drain):
    told(mention(bob, alice))
    bob.put("/notices/read", {"all": True})
    drain()
    # But for word that it is read, which takes the place of what might be on its way.
    assert [list(pushed.data) for pushed in service.pushed] == [["withdraw", "unread"]]


def test_read_on_one_device_it_goes_from_the_others(alice, bob, device, service, told, drain):
    told(mention(bob, alice))
    drain()
    bob.put("/notices/read", {"all": True})
    bob.put("/notices/read", {"all": True})
    drain()
    first, second = service.pushed
    assert second.data == {"withdraw": ["message:1"], "unread": 0}
    assert first.headers["Topic"] == second.headers["Topic"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(alice, bob, device, devices, service, told, drain, status):
    service.answers = [(status, {})]
    told(mention(bob, alice))
    drain()
    assert devices(bob) == []
    told(mention(bob, alice, 2))
    drain()
    assert service.asked == 1


@pytest.mark.parametrize(
    ("answer", "too_soon", "in_time"),
    [
        ((429, {"Retry-After": "600"}), 590, 610),
        ((503, {"Retry-After": "date"}), 590, 610),
        ((500, {}), 20, 40),
        ((429, {"Retry-After": "nonsense"}), 20, 40),
        # Nobody waits for days.
        ((429, {"Retry-After": "999999"}), 3590, 3610),
    ],
)
def test_one_that_is_busy_is_tried_again(
    alice, bob, device, devices, service, told, drain, later, answer, too_soon, in_time
):
    status, headers = answer
    if headers.get("Retry-After") == "date":
        headers = {"Retry-After": format_datetime(now() + timedelta(seconds=600), usegmt=True)}
    service.answers = [(status, headers)]
    told(mention(bob, alice))
    drain()
    assert devices(bob)[0]["failures"] == 1
    later(too_soon)
    assert service.asked == 1
    later(in_time)
    assert [pushed.data["topic"] for pushed in service.pushed] == ["message:1"]
    [found] = devices(bob)
    assert (found["failures"], found["last_ok_at"] is None) == (0, False)


def test_a_later_try_is_not_for_who_has_the_browser_by_then(
    alice, bob, charlie, device, service, told, drain, later
):
    service.answers = [(503, {})]
    told(mention(bob, alice))
    drain()
    assert charlie.post("/push/subscriptions", service.subscription())[1]["id"] == device["id"]
    later(4000)
    assert (service.asked, service.pushed) == (1, [])


def test_a_later_try_is_not_for_the_device_that_has_its_number_by_then(
    alice, bob, charlie, device, service, told, drain, later
):
    service.answers = [(503, {})]
    told(mention(bob, alice))
    drain()
    bob.delete("/session")
    # SQLite gives the number of the last that is gone to the next.
    assert charlie.post("/push/subscriptions", service.subscription("other"))[0] == 201
    later(4000)
    assert (service.asked, service.pushed) == (1, [])


def test_it_is_not_tried_for_ever(alice, bob, device, devices, service, told, later):
    service.answers = [(500, {})] * 50
    told(mention(bob, alice))
    for round_ in range(12):
        later(4000 * (round_ + 1))
    assert service.asked == sending.MOST_TRIES
    assert devices(bob)[0]["failures"] == sending.MOST_TRIES


def test_one_that_is_away_is_tried_again(alice, bob, device, devices, service, told, drain, later):
    service.stop()
    told(mention(bob, alice))
    drain()
    assert devices(bob)[0]["failures"] == 1


def test_one_that_refuses_is_left_alone(alice, bob, device, devices, service, told, drain, later):
    service.answers = [(413, {}), (413, {})]
    told(mention(bob, alice))
    later(4000)
    assert service.asked == 1
    assert devices(bob)[0]["failures"] == 1


def test_nobody_is_followed_elsewhere(alice, bob, device, service, told, later):
    service.answers = [(307, {"Location": f"{service.url}/inside"})]
    told(mention(bob, alice))
    later(4000)
    assert service.asked == 1


def test_trying_it_out(bob, alice, device, service, drain):
    assert bob.post("/push/test") == (200, {"devices": 1})
    assert alice.post("/push/test") == (200, {"devices": 0})
    drain()
    assert [pushed.data["title"] for pushed in service.pushed] == ["This is a test"]


def test_ones_devices(bob, alice, device, devices, service):
    [found] = devices(bob)
    assert (found["id"], found["current"], found["failures"]) == (device["id"], True, 0)
    assert "endpoint" not in found
    assert bob.get("/push/subscriptions")[1]["key"] == bob.get("/push/key")[1]["key"]
    # Once more: the same.
    assert bob.post("/push/subscriptions", service.subscription())[1]["id"] == device["id"]
    assert devices(alice) == []
    assert alice.delete(f"/push/subscriptions/{device['id']}")[0] == 404
    assert bob.delete(f"/push/subscriptions/{device['id']}")[0] == 204
    assert devices(bob) == []


def test_a_browser_belongs_to_who_is_signed_in_there(bob, alice, device, devices, service):
    assert alice.post("/push/subscriptions", service.subscription())[0] == 201
    assert (len(devices(alice)), devices(bob)) == (1, [])


def test_it_ends_with_the_session(app, bob, alice, device, service, told, drain):
    bob.delete("/session")
    told(mention(bob, alice))
    drain()
    assert service.asked == 0


def test_it_ends_with_the_session_whoever_ends_it(bob, alice, device, service, told, drain):
    """As somebody does on another device of theirs."""
    [session] = bob.get("/me/sessions")[1]["sessions"]
    assert bob.delete(f"/me/sessions/{session['id']}")[0] == 204
    told(mention(bob, alice))
    drain()
    assert service.asked == 0


def test_a_session_that_was_idle_for_too_long_is_told_nothing(app, bob, alice, device, service, told, drain):
    with app.app_context():
        long_ago = now() - timedelta(days=SESSION_DAYS + 1)
        write(lambda tx: tx.session.execute(update(DeviceSession).values(last_seen_at=long_ago)))
    told(mention(bob, alice))
    drain()
    assert service.asked == 0


def test_there_are_not_ever_more(app, bob, devices, service):
    for number in range(22):
        browser = Person(app)
        browser.sign_in("bob")
        assert browser.post("/push/subscriptions", service.subscription(str(number)))[0] == 201
    assert len(devices(bob)) == 20


def test_a_browser_has_one(bob, device, devices, service, drain):
    """When it has taken out a new one, nothing is sent to where the other was."""
    fresh = bob.post("/push/subscriptions", service.subscription("renewed"))[1]
    assert [found["id"] for found in devices(bob)] == [fresh["id"]]
    bob.post("/push/test")
    drain()
    assert service.addresses == ["/renewed"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"p256dh": "x"},
        {"p256dh": ""},
        {"p256dh": "é"},
        # As long as one, and on no curve.
        {"p256dh": "BAEB" + "AQEB" * 20 + "AQE"},
        {"auth": "x"},
        {"endpoint": "ftp://x.org/"},
    ],
)
def test_what_is_no_subscription(bob, service, wrong):
    status, answer = bob.post("/push/subscriptions", service.subscription() | wrong)
    assert (status, list(answer["error"]["fields"])) == (422, list(wrong))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/x",
        "https://127.0.0.1/x",
        "https://10.0.0.1/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://localhost/x",
        "https://db.internal/x",
        "https://push.example.org:8443/x",
        "https://user@push.example.org/x",
        "https://[x",
        "https://push.example.org/" + "x" * 2000,
        "https://push.example.org/a b",
        "https://push.example\t.org/a",
        "https://push.example.org/a\r\nHost: 10.0.0.1",
        "https://push.example.org/\x7f",
        " https://push.example.org/a",
        "https://push.example.org/é",
        "",
    ],
)
def test_where_the_server_sends_nothing(app, bob, service, endpoint):
    app.config["PUSH_NEARBY"] = False
    status, answer = bob.post("/push/subscriptions", service.subscription() | {"endpoint": endpoint})
    assert (status, list(answer["error"]["fields"])) == (422, ["endpoint"])


def test_an_ordinary_one(app, bob, service):
    app.config["PUSH_NEARBY"] = False
    endpoint = "https://push.example.org/send/abc"
    assert bob.post("/push/subscriptions", service.subscription() | {"endpoint": endpoint})[0] == 201


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_leads_inside_is_told_nothing(app, scheme):
    """A name is looked up anew for each request, so what counts is where the connection has led."""
    said = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen():
            connection, _ = listener.accept()
            with connection:
                said.append(connection.recv(1000))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        app.config["PUSH_NEARBY"] = False
        with app.app_context(), endpoints.session() as session, pytest.raises(requests.ConnectionError):
            session.post(f"{scheme}://localhost:{listener.getsockname()[1]}/", data=b"x", timeout=5)
        thread.join(5)
    assert said == [b""]
