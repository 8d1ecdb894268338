"""An archive of one's own data."""

import io
import json
import os
import time
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import update

from server.accounts import access
from server.accounts.leaving import export
from server.accounts.models import DeviceSession
from server.core import jobs
from server.core.config import OFF, RATES
from server.core.db import now
from tests.server.conftest import Person


@pytest.fixture
def ready(app, alice, bob):
    """Bob's archive waits for him."""
    room = bob.create_room("Design")
    alice.join_room(room)
    alice.say(room["id"], "not Bob's")
    bob.say(room["id"], "first")
    bob.say(room["id"], "你好 🎉")
    assert bob.post("/me/export")[0] == 202
    assert bob.get("/me/export")[1]["state"] == "making"
    work(app)
    assert bob.get("/me/export")[1]["state"] == "ready"


def work(app):
    with app.app_context():
        jobs.run_all()


def fetch(person, **headers):
    return person.call("GET", "/me/export/file", headers=headers)


def files(response):
    assert response.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(response.data))
    return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_it_holds_what_is_kept_of_one_and_nobody_else(bob, ready):
    found = files(fetch(bob))
    assert [row["text"] for row in found["messages.json"]] == ["first", "你好 🎉"]
    assert found["account.json"][0]["email"] == "bob@example.org"
    assert [row["name"] for row in found["rooms.json"]] == ["Design"]
    assert len(found["devices.json"]) == 1
    assert "password" not in json.dumps(found)


def test_it_is_a_file_to_keep(bob, ready):
    response = fetch(bob)
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"] == "attachment; filename=parley-export.zip"
    assert response.headers["Cache-Control"] == "no-store"


def test_it_is_there_once(app, bob, ready):
    files(fetch(bob))
    assert fetch(bob).status_code == 404
    assert bob.get("/me/export")[1]["state"] == "none"
    assert list((app.config["DATA_DIR"] / "exports").iterdir()) == []


def test_it_is_its_owners_alone(alice, bob, visitor, ready):
    assert fetch(alice).status_code == 404
    assert alice.get("/me/export")[1]["state"] == "none"
    assert fetch(visitor).status_code == 401
    assert fetch(bob).status_code == 200


def test_a_link_on_another_site_does_not_use_it_up(bob, ready):
    assert fetch(bob, **{"Sec-Fetch-Site": "cross-site"}).status_code == 404
    assert fetch(bob, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_a_new_one_takes_the_place_of_the_old(app, bob, ready):
    bob.post("/me/export")
    assert fetch(bob).status_code == 404
    work(app)
    assert fetch(bob).status_code == 200


def test_after_a_day_it_is_gone(app, bob, ready):
    [path] = (app.config["DATA_DIR"] / "exports").iterdir()
    yesterday = time.time() - export.KEPT.total_seconds() - 1
    os.utime(path, (yesterday, yesterday))
    assert fetch(bob).status_code == 404
    with app.app_context():
        export.tidy()
    assert not path.exists()


def test_it_wants_a_fresh_proof(app, bob):
    old = now() - timedelta(hours=1)
    app.extensions["writer"].write(lambda tx: tx.session.execute(update(DeviceSession).values(proved_at=old)))
    access.people.forget_all()
    assert bob.post("/me/export")[1]["error"]["code"] == "prove_first"


def test_whose_account_has_no_messages_gets_one_too(app, alice):
    alice.post("/me/export")
    work(app)
    assert files(fetch(alice))["messages.json"] == []


class TestLimits:
    @pytest.fixture
    def config(self):
        return {"LIMITS": dict.fromkeys(RATES, OFF) | {"exports": "2 per hour"}}

    def test_not_one_after_the_other(self, bob: Person) -> None:
        assert [bob.post("/me/export")[0] for _ in range(3)] == [202, 202, 429]
