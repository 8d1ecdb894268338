"""The log of what was done with the powers of a role."""

import csv
import io
import re

from setup.places import HERE

WORKSPACE = "/administration/workspace"


def log(alice, **query):
    status, body = alice.get("/administration/audit", query_string=query)
    assert status == 200, body
    return body


def test_it_says_who_did_what_to_what_when_and_from_where(alice):
    alice.patch(WORKSPACE, {"name": "Harbour"})
    entry = log(alice)["entries"][0]
    assert entry["actor"]["id"] == alice.id
    assert (entry["action"], entry["data"], entry["address"]) == (
        "workspace.change",
        {"name": "Harbour"},
        "127.0.0.1",
    )
    assert entry["created_at"].endswith("Z")


def test_what_was_refused_is_not_in_it(alice):
    before = log(alice)["entries"]
    alice.patch(WORKSPACE, {"name": ""})
    assert log(alice)["entries"] == before


def test_it_comes_in_pages_the_newest_first_and_can_be_narrowed(alice, bob):
    for number in range(60):
        alice.patch(WORKSPACE, {"name": f"Harbour {number}"})
    alice.delete(WORKSPACE + "/logo")
    first = log(alice, action="workspace.change")
    second = log(alice, action="workspace.change", before=first["next"])
    names = [entry["data"]["name"] for entry in first["entries"] + second["entries"]]
    assert names == [f"Harbour {number}" for number in reversed(range(60))]
    assert second["next"] is None
    assert [entry["action"] for entry in log(alice, action="workspace.l")["entries"]] == ["workspace.logo"]
    assert log(alice, actor=bob.id)["entries"] == []


def test_the_table_has_everything_and_nothing_that_a_spreadsheet_would_carry_out(alice):
    alice.patch(WORKSPACE, {"name": '=HYPERLINK("x")'})
    alice.patch(WORKSPACE, {"name": '港口, "quoted"'})
    response = alice.call("GET", "/administration/audit.csv")
    assert response.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
    assert rows[0]["data"] == '{"name": "港口, \\"quoted\\""}'
    assert {row["action"] for row in rows[:2]} == {"workspace.change"}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]


def test_every_act_has_a_name_on_the_page():
    kind = r"(?:workspace|user|room|message|report|invitation)\.[a-z]+"
    written = {
        act
        for path in (HERE.root / "server").rglob("*.py")
        for act in re.findall(f'"({kind})"', path.read_text(encoding="utf-8"))
    }
    page = (HERE.root / "client" / "administration" / "log.js").read_text(encoding="utf-8")
    assert written >= {"room.archive", "user.ban", "invitation.use"}
    assert written == set(re.findall(f'"({kind})": _', page))


def test_nobody_else_may_read_it(bob, visitor):
    for path in ("/administration/audit", "/administration/audit.csv"):
        assert bob.get(path)[0] == 403
        assert visitor.get(path)[0] == 401
