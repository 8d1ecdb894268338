"""To-do lists into files and back from a terminal."""

import json
import uuid

import pytest


@pytest.fixture
def flask(app):
    """Run a command and return what it printed and whether it went well."""
    runner = app.test_cli_runner()

    def run(*arguments):
        result = runner.invoke(args=["lists", *map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.output, result.exit_code == 0

    return run


@pytest.fixture
def inbox(alice):
    """Alice's own list, with one thing in it."""
    found = alice.get("/lists")[1]["lists"][0]
    body = {"uid": str(uuid.uuid4()), "list_id": found["id"], "text": "Ship it"}
    assert alice.post("/items", body)[0] == 201
    return found


def test_one_s_lists_and_those_of_one_s_rooms_are_listed(flask, alice, bob, inbox):
    room = alice.create_room("Design")
    of_room = alice.get(f"/rooms/{room['id']}/lists")[1]["lists"][0]
    assert flask("list", "alice") == (f"{inbox['id']}\t\t\n{of_room['id']}\tDesign\t\n", True)
    assert "Design" not in flask("list", "bob")[0]
    assert flask("list", "nobody") == ("Error: There is nobody called nobody.\n", False)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_there_and_back(flask, alice, inbox, tmp_path, form):
    file = tmp_path / f"list.{form}"
    assert flask("export", "alice", inbox["id"], "--format", form, file) == ("", True)
    assert flask("import", "alice", inbox["id"], file) == ("1 to-do has been added.\n", True)
    items = alice.get(f"/lists/{inbox['id']}/items")[1]["items"]
    assert [item["text"] for item in items] == ["Ship it", "Ship it"]


def test_without_a_file_it_goes_to_the_terminal(flask, alice, inbox):
    printed, well = flask("export", "alice", inbox["id"])
    assert (json.loads(printed)["items"][0]["text"], well) == ("Ship it", True)


def test_as_the_person_who_is_named_and_no_other(flask, bob, inbox, tmp_path):
    printed, well = flask("export", "bob", inbox["id"])
    assert ("does not exist" in printed, well) == (True, False)
    file = tmp_path / "list.csv"
    file.write_text("text\nFine\n", encoding="utf-8")
    assert flask("import", "bob", inbox["id"], file)[1] is False


def test_what_is_wrong_is_said_with_its_line(flask, alice, inbox, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("text,due_date\nFine,2026-02-30\n", encoding="utf-8")
    assert flask("import", "alice", inbox["id"], file) == ("Error: Line 2: There is no such day.\n", False)


def test_somebody_who_is_not_here_is_left_out_when_asked(flask, alice, bob, inbox, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("text,assignee\nFine,bob\n", encoding="utf-8")
    assert flask("import", "alice", inbox["id"], file)[1] is False
    assert flask("import", "alice", inbox["id"], file, "--leave-out-people")[1] is True
