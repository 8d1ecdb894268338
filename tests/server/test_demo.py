import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select

from server.accounts.models import User, Workspace
from server.chat.models import Message
from server.core.db import db
from server.core.text import render
from server.core.writer import Writer
from server.demo import screenplay
from server.demo.history import write_history
from server.demo.hours import Hours
from server.demo.team import PLACES, TEAM
from server.demo.todos import ROOM_LISTS
from server.demo.words import Words
from server.rooms.models import Membership, Room
from server.todos.models import TodoItem
from tests.server.conftest import Person, make_app

PASSWORD = "a password for everybody"

Filled = tuple[Any, Result]


def run(app: Any, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["demo", *arguments])


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """An application with the demo in it, and what the command said."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(template, folder)
    # Strangers may not sign up, and the demo is made all the same.
    app = make_app(folder, SIGN_UP="closed")
    result = run(app, "--password", PASSWORD)
    yield app, result
    writer: Writer = app.extensions["writer"]
    writer.engine.dispose()


@pytest.fixture(scope="module")
def messages(filled: Filled) -> list[Message]:
    with filled[0].app_context():
        return list(db.session.scalars(select(Message).order_by(Message.room_id, Message.seq)))


@pytest.fixture
def jo(filled: Filled) -> Person:
    """The first person of the demo, signed in."""
    jo = Person(filled[0])
    assert jo.sign_in("jo", PASSWORD)[0] == 200
    return jo


def test_it_makes_a_team_with_rooms_and_messages(filled):
    app, result = filled
    assert result.exit_code == 0, result.output
    with app.app_context():
        count = lambda table, *where: db.session.scalar(select(func.count()).select_from(table).where(*where))  # noqa: E731
        assert count(User) == 8
        assert count(Room, Room.kind == "open") == 5
        assert count(Room, Room.kind == "closed") == 1
        assert count(Room, Room.kind == "direct") >= 3
        assert count(Message) == 3000
        assert db.session.get_one(Workspace, 1).name == "Northwind Studio"
        users = list(db.session.scalars(select(User).order_by(User.id)))
    assert [user.username for user in users if user.role == "admin"] == ["jo"] == [users[0].username]
    assert all(user.name != user.username for user in users)


def test_every_room_with_a_name_has_something_to_do(jo):
    rooms = [room for room in jo.get("/rooms")[1]["rooms"] if room["name"]]
    for room in rooms:
        lists = jo.get(f"/rooms/{room['id']}/lists")[1]["lists"]
        assert lists[0]["open"] and lists[0]["done"], room["name"]
        page = jo.get(f"/lists/{lists[0]['id']}/items", query_string={"state": "all"})[1]
        assert any(item["assignee"] for item in page["items"])
        assert any(item["due"] for item in page["items"])
        for item in page["items"]:
            assert (
                item["created_at"]
                <= (item["done_at"] or item["created_at"])
                <= f"{datetime.now(UTC):%Y-%m-%dT%H:%M}"
            )
    assert {room["name"] for room in rooms} == {*ROOM_LISTS}


def test_jo_has_a_day_of_her_own(jo):
    counts = jo.get("/agenda/counts", query_string={"zone": "Europe/Helsinki"})[1]
    assert counts["today"] >= 2
    assert counts["overdue"] >= 1
    assert counts["waiting"] >= 3
    [own] = jo.get("/lists")[1]["lists"]
    assert (own["open"], own["done"]) == (5, 1)


def test_the_languages_of_the_team_are_in_its_to_dos(filled):
    with filled[0].app_context():
        texts = list(db.session.scalars(select(TodoItem.text)))
    for language in ("[\u4e00-\u9fff]", "[\u3041-\u309f]", "Traducir|Llamar", "Päivitä"):
        assert any(re.search(language, text) for text in texts), language


def test_it_says_who_can_sign_in_and_how(filled):
    output = filled[1].output
    assert "8 people, 6 rooms, 3,000 messages, " in output
    assert PASSWORD in output
    for teammate in TEAM:
        assert re.search(rf"^ +{teammate.username} +{teammate.name}", output, re.MULTILINE)


def test_everybody_can_sign_in_and_has_a_name(filled):
    for teammate in TEAM:
        status, boot = Person(filled[0]).sign_in(teammate.email, PASSWORD)
        assert (status, boot["user"]["name"]) == (200, teammate.name)


def test_a_password_is_made_up_when_none_is_given(app):
    output = run(app).output
    password = output.split("password: ")[1].split()[0]
    assert len(password) > 12
    assert Person(app).sign_in("mika", password)[0] == 200


def test_the_first_person_finds_some_rooms_unread(jo):
    rooms = jo.get("/rooms")[1]["rooms"]
    unread = {room["name"] or room["people"][0]["name"]: room["unread"] for room in rooms if room["unread"]}
    assert unread == {"Design": 12, "客户支持": 2, "Mika Korhonen": 1}
    assert len([room for room in rooms if room["kind"] == "direct"]) == 3
    assert all(room["topic"] and "{" not in room["topic"] for room in rooms if room["kind"] != "direct")


def test_a_room_is_as_old_as_its_first_message(jo):
    for room in jo.get("/rooms")[1]["rooms"]:
        first = jo.history(room["id"], after=0, limit=1)["messages"][0]
        assert room["created_at"] <= first["created_at"]


def test_everything_is_rendered(messages):
    for message in messages:
        assert message.html == render(message.text)
        assert not re.search(r"\{\{.*\}\}", message.text)


@pytest.mark.parametrize(
    ("piece", "least"),
    [
        ('<figure class="code"', 40),
        ("<table>", 20),
        ("<li>", 25),
        ("<blockquote>", 20),
        ('<a href="https://', 25),
        ("<code>", 40),
        ('class="jumbo"', 20),
        ("<strong>", 10),
        ("<em>", 10),
        ("<del>", 1),
    ],
)
def test_there_is_every_kind_of_text(messages, piece, least):
    assert sum(piece in message.html for message in messages) >= least


def test_there_is_code_in_several_languages(messages):
    languages = Counter(re.findall('data-language="([^"]+)"', "".join(message.html for message in messages)))
    wanted = {
        "Python",
        "JavaScript",
        "TypeScript",
        "SQL",
        "CSS",
        "HTML",
        "Bash",
        "Go",
        "Rust",
        "Swift",
        "YAML",
    }
    assert wanted <= languages.keys()


@pytest.mark.parametrize(
    ("language", "sign", "least"),
    [
        ("Chinese", r"[\u4e00-\u9fff]{2}.*[，。！？]|的", 100),
        ("Japanese", r"[\u3040-\u30ff]{2}", 40),
        ("German", r"\b(?:ich|nicht|und|ist|der|kurz)\b.*[äöüß]|[äöüß].*\b(?:ich|nicht|und|ist|der)\b", 20),
        ("Spanish", r"[¿¡ñ«]|\b(?:está|más|también)\b", 20),
        ("Finnish", r"\b(?:on|ja|ei|olen|minä)\b.*ä|ä.*\b(?:on|ja|ei)\b|huomenta|kiitos", 12),
    ],
)
def test_it_is_written_in_several_languages(messages, language, sign, least):
    found = [message.text for message in messages if re.search(sign, message.text, re.IGNORECASE)]
    assert len(found) >= least, language


def test_hardly_anything_is_said_twice(messages):
    long = Counter(message.text for message in messages if len(message.text) > 30)
    assert sum(times - 1 for times in long.values()) < 200


def test_they_talk_up_to_now_by_day_and_in_the_order_of_time(messages):
    now = datetime.now(UTC)
    moments = [message.created_at.astimezone() for message in messages]
    assert now - timedelta(minutes=30) < max(moments) <= now
    assert now - timedelta(days=40) < min(moments) < now - timedelta(days=28)
    for before, after in pairwise(messages):
        assert before.room_id != after.room_id or before.created_at <= after.created_at
    # What was said today may be at any hour: that is when the demo was made.
    earlier = [moment for moment in moments if moment < now - timedelta(hours=24)]
    assert sum(moment.weekday() > 4 for moment in earlier) < len(earlier) * 0.05
    assert sum(8 <= moment.hour < 19 for moment in earlier) > len(earlier) * 0.9


def test_who_speaks_in_a_room_is_in_it(filled, messages):
    with filled[0].app_context():
        members = {(row.room_id, row.user_id) for row in db.session.scalars(select(Membership))}
    assert {(message.room_id, message.author_id) for message in messages} <= members


def test_every_message_has_a_version_of_its_own(jo):
    room = jo.get("/rooms")[1]["rooms"][0]
    status, answer = jo.changes(f"room:{room['id']}", room["version"] - 5)
    assert status == 200
    assert [change["version"] for change in answer["changes"]] == list(
        range(room["version"] - 4, room["version"] + 1)
    )


def test_an_installation_with_people_in_it_is_refused_and_stays_as_it_is(app, alice):
    room = alice.create_room()
    result = run(app)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "empty installation" in result.stderr
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(User)) == 1
    assert alice.history(room["id"])["messages"] == []


def test_a_database_without_tables_is_refused(tmp_path):
    app = make_app(tmp_path)
    result = run(app)
    assert result.exit_code == 1
    assert "flask db upgrade" in result.stderr


class TestInChinese:
    @pytest.fixture
    def config(self) -> dict[str, Any]:
        return {"BABEL_DEFAULT_LOCALE": "zh_Hans"}

    def test_it_is_refused_in_chinese(self, app, alice):
        assert re.search("[\u4e00-\u9fff]", run(app).stderr)

    def test_it_introduces_the_team_in_chinese(self, app):
        output = run(app).output
        assert "管理员" in output
        assert "3,000" in output


def test_every_file_of_scenes_is_played():
    played = {name for place in PLACES for name in place.scenes}
    assert {path.stem for path in screenplay.FOLDER.iterdir()} == played


@pytest.mark.parametrize("name", sorted(path.stem for path in screenplay.FOLDER.iterdir()))
def test_in_a_scene_questions_have_as_many_forms_as_answers(name):
    for scene in screenplay.scenes(name):
        assert len({count for turn in scene.turns for count in agreeing(turn.text)}) <= 1, scene.title


def agreeing(text: str) -> Iterator[int]:
    """Yield how many forms each ``{{/…|…}}`` of a text has, not counting those inside of it."""
    depth, opened = 0, []
    for mark in re.finditer(r"\{\{/?|\}\}|\|", text):
        if mark[0].startswith("{{"):
            depth += 1
            opened.append([depth, 1, mark[0].endswith("/")])
        elif mark[0] == "}}":
            depth -= 1
            _, forms, agrees = opened.pop()
            if agrees:
                yield forms
        elif opened:
            opened[-1][1] += 1


@pytest.mark.parametrize("hour", range(0, 7 * 24, 13))
def test_it_can_be_made_at_any_hour_of_the_week(hour):
    now = datetime(2026, 3, 2, 0, 1, tzinfo=timezone(timedelta(hours=2))) + timedelta(hours=hour)
    random = Random(28)
    hours = Hours(now, random)
    history = write_history(hours, Words(28, random, hours.launch()))
    assert sum(map(len, history)) == 3000
    for lines in history:
        assert all(before.moment < after.moment for before, after in pairwise(lines))
        assert lines[-1].moment < now
