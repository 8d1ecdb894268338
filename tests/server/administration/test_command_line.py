"""Administering from a terminal."""

import csv
import io

import pytest


@pytest.fixture
def flask(app):
    """Run a command and return what it printed and whether it went well."""
    runner = app.test_cli_runner()

    def run(*arguments):
        result = runner.invoke(args=list(arguments))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.output.strip(), result.exit_code == 0

    return run


def test_people_are_listed(flask, alice, bob):
    assert flask("user", "list") == (
        "1\talice\talice@example.org\tadmin\n2\tbob\tbob@example.org\tmember",
        True,
    )
    assert flask("user", "list", "BOB") == ("2\tbob\tbob@example.org\tmember", True)


def test_an_account_is_made_with_a_link_or_a_password(flask, alice, visitor):
    link, well = flask("user", "create", "dora", "dora@example.org", "--role", "admin")
    assert well
    assert "/reset-password/" in link
    assert flask("user", "create", "eve", "eve@example.org", "--password", "long enough for her")[1]
    assert visitor.post("/session", {"login": "eve", "password": "long enough for her"})[0] == 200
    said, well = flask("user", "create", "dora", "else@example.org")
    assert not well
    assert "Somebody already has this name." in said


def test_roles_deactivation_and_bans(flask, alice, bob):
    assert flask("user", "role", "bob", "admin")[1]
    assert bob.get("/administration/people")[0] == 200
    assert flask("user", "deactivate", "bob@example.org")[1]
    assert bob.get("/rooms")[0] == 401
    assert flask("user", "list", "bob")[0].endswith("deactivated")
    said, well = flask("user", "deactivate", "alice")
    assert not well
    assert "Nobody would be left to administer the workspace." in said
    assert flask("user", "activate", "bob")[1]
    assert flask("user", "ban", "bob", "--hide-messages")[1]
    assert flask("user", "unban", "bob")[1]
    actions = [entry["action"] for entry in alice.get("/administration/audit")[1]["entries"]]
    assert actions == ["user.unban", "user.ban", "user.activate", "user.deactivate", "user.role"]


def test_a_link_for_who_is_locked_out(flask, alice, bob):
    assert "/reset-password/" in flask("user", "reset", "bob")[0]
    said, well = flask("user", "reset", "nobody")
    assert (said, well) == ("Error: There is nobody called nobody.", False)


def test_rooms_are_listed_and_archived(flask, alice):
    room = alice.create_room("Design")
    number = str(room["id"])
    assert flask("room", "list") == (f"{number}\topen\tDesign", True)
    assert flask("room", "archive", number)[1]
    assert flask("room", "list") == (f"{number}\topen\tDesign\tarchived", True)
    assert flask("room", "unarchive", number)[1]
    assert flask("room", "list", "Des") == (f"{number}\topen\tDesign", True)
    assert not flask("room", "archive", "999999")[1]


def test_a_mute(flask, alice, bob):
    room = alice.create_room()
    bob.join_room(room)
    assert flask("user", "mute", "bob", "60")[1]
    assert bob.get("/me")[1]["muted_until"]
    assert flask("user", "mute", "bob", "0")[1]
    assert bob.get("/me")[1]["muted_until"] is None
    said, well = flask("user", "mute", "bob", "99999999")
    assert (said, well) == ("Error: At most one year, please.", False)


def test_the_workspace_is_shown_and_changed(flask, alice, tmp_path):
    assert flask("workspace", "set", "--name", "Harbour", "--guests")[1]
    assert flask("workspace", "set", "--sign-up", "domains", "--domains", "a.example b.example")[1]
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert flask("workspace", "picture", str(tmp_path / "picture.png"))[1]
    said, well = flask("workspace", "show")
    assert well
    assert dict(line.split("\t") for line in said.splitlines()) == {
        "name": "Harbour",
        "sign-up": "domains",
        "domains": "a.example b.example",
        "guests": "yes",
        "members-invite": "no",
        "picture": "/logo/1",
    }
    assert alice.boot()["workspace"]["name"] == "Harbour"
    assert flask("workspace", "picture")[1]
    assert alice.boot()["logo"] == ""
    said, well = flask("workspace", "set", "--domains", "nonsense")
    assert (said, well) == ("Error: nonsense is not a domain such as example.org.", False)


def test_invitations(flask, alice, visitor):
    link, well = flask("invitation", "create", "--uses", "1", "--note", "For Dora")
    assert well
    form = {"username": "dora", "email": "dora@example.org", "password": "long enough for her"}
    token = link.rsplit("/", 1)[1]
    assert visitor.post("/users", form | {"invitation": token})[0] == 201
    another = flask("invitation", "create", "--note", "For Emil")[0]
    number, role, uses, note, shown = flask("invitation", "list")[0].split("\t")
    assert (role, uses, note, shown) == ("member", "0/…", "For Emil", another)
    assert "For Dora" in flask("invitation", "list", "--state", "used")[0]
    assert flask("invitation", "revoke", number)[1]
    assert flask("invitation", "list") == ("", True)
    assert not flask("invitation", "revoke", "999999")[1]
    said, well = flask("invitation", "create", "--role", "guest")
    assert (said, well) == ("Error: Guests see one room only. Please choose it.", False)
    made = [entry for entry in alice.get("/administration/audit")[1]["entries"] if entry["actor"] is None]
    assert [entry["action"] for entry in made] == [
        "invitation.revoke",
        "invitation.create",
        "invitation.create",
    ]


def test_nobody_invites_before_there_is_an_administrator(flask):
    assert flask("invitation", "create") == ("Error: This workspace has to be set up first.", False)
    assert flask("workspace", "show") == ("Error: This workspace has to be set up first.", False)


class TestProviders:
    @pytest.fixture
    def config(self):
        # A port at which nobody listens.
        acme = {"CLIENT_ID": "parley", "CLIENT_SECRET": "x", "DISCOVERY_URL": "http://127.0.0.1:9"}
        return {
            "OAUTH": {f"OAUTH_ACME_{name}": value for name, value in acme.items()}
            | {"OAUTH_GITHUB_CLIENT_ID": "x"}
        }

    def test_their_state(self, flask):
        assert flask("provider", "list")[0].splitlines() == [
            "acme\tAcme\t",
            "github\tGitHub\tOAUTH_GITHUB_CLIENT_SECRET",
        ]
        assert flask("provider", "check", "acme") == ("Error: unreachable", False)
        assert flask("provider", "check", "github") == ("Error: There is no provider called github.", False)


def test_figures(flask, alice):
    alice.say(alice.create_room()["id"], "hello")
    said, well = flask("figures", "--days", "2")
    assert well
    lines = [line.split("\t") for line in said.splitlines()]
    assert lines[:3] == [["people", "1"], ["rooms", "1"], ["messages", "1"]]
    assert lines[3][0] == "storage"
    assert [line[1:] for line in lines[4:]] == [
        ["0", "0", "0", "0"],
        ["1", "1", "1", str(len("hello<p>hello</p>"))],
    ]


def test_the_log_is_a_table(flask, alice):
    flask("workspace", "set", "--name", "Harbour")
    flask("user", "role", "alice", "admin")
    said, well = flask("log", "--action", "workspace.")
    assert well
    rows = list(csv.DictReader(io.StringIO(said)))
    assert [(row["action"], row["actor"], row["data"]) for row in rows] == [
        ("workspace.change", "", '{"name": "Harbour"}')
    ]
