"""Gathering, checking and compiling the translations, on a small project with all three kinds of sources."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from click.testing import CliRunner

from server.core import catalogs

CHINESE = "translations/zh_Hans/LC_MESSAGES/messages.po"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose messages come from Python, a template and JavaScript; its catalogs are up to date."""
    files = {
        "babel.cfg": (catalogs.ROOT / "babel.cfg").read_text(encoding="utf-8"),
        "server/chat/actions.py": (
            "from flask_babel import gettext as _, lazy_gettext, ngettext\n"
            "EMPTY = lazy_gettext('A message needs some text.')\n"
            "def hello(name): return _('Hello, %(name)s!', name=name)\n"
        ),
        "server/chat/templates/views/room.html": "<button>{{ _('Send') }}</button>",
        "client/chat/log.js": "const rest = ngettext('%(num)s new message', '%(num)s new messages', n);\n",
        "client/dist/assets/built.js": "_('not a source')",
        "node_modules/other/index.js": "_('not ours')",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr(catalogs, "ROOT", tmp_path)
    assert run("update") == (
        0,
        "en: 4 messages, 0 without a translation\nzh_Hans: 4 messages, 4 without a translation\n",
    )
    return tmp_path


def run(command: str) -> tuple[int, str]:
    result = CliRunner().invoke(catalogs.catalogs, [command])
    return result.exit_code, result.output


def translate(project: Path, **changes: str) -> None:
    """Fill in the Chinese catalog; keyword arguments replace the right translations by others."""
    words = {
        "A message needs some text.": changes.get("empty", "消息需要一些文字。"),
        "Hello, %(name)s!": changes.get("hello", "你好，%(name)s！"),
        "Send": changes.get("send", "发送"),
        "%(num)s new message": changes.get("new", "%(num)s 条新消息"),
    }
    catalog = catalogs.read("zh_Hans")
    for message in catalog:
        if message.id:
            word = words[message.id if isinstance(message.id, str) else message.id[0]]
            message.string = word if isinstance(message.id, str) else (word,)
    (project / CHINESE).write_text(catalogs.as_text(catalog), encoding="utf-8")


def test_every_kind_of_source_is_gathered_and_nothing_else(project: Path) -> None:
    found = {message.id for message in catalogs.gather() if message.id}
    assert found == {
        "A message needs some text.",
        "Hello, %(name)s!",
        "Send",
        ("%(num)s new message", "%(num)s new messages"),
    }


def test_english_is_filled_in_with_the_messages_themselves(project: Path) -> None:
    english = catalogs.read("en")
    assert {message.id: message.string for message in english if message.id} == {
        message.id: message.id for message in english if message.id
    }


def test_a_second_update_changes_not_a_byte(project: Path) -> None:
    translate(project)
    before = (project / CHINESE).read_bytes()
    run("update")
    assert (project / CHINESE).read_bytes() == before


def test_a_moved_line_changes_nothing(project: Path) -> None:
    translate(project)
    source = project / "server/chat/actions.py"
    source.write_text("\n\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("check") == (0, "")


def test_complete_catalogs_pass(project: Path) -> None:
    translate(project)
    assert run("check") == (0, "")


def test_a_new_message_fails_until_it_is_gathered_and_translated(project: Path) -> None:
    translate(project)
    (project / "server/chat/templates/views/room.html").write_text("{{ _('Send') }} {{ _('Leave') }}")
    code, output = run("check")
    assert code == 1
    assert "not up to date" in output
    run("update")
    code, output = run("check")
    assert code == 1
    assert output == f"{CHINESE}: not translated: Leave\n"


def test_a_message_that_went_away_leaves_the_catalog(project: Path) -> None:
    translate(project)
    (project / "server/chat/templates/views/room.html").write_text("")
    assert "not up to date" in run("check")[1]
    run("update")
    assert "Send" not in (project / CHINESE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"hello": "你好！"}, "other placeholders"),
        ({"hello": "你好，%(nom)s！"}, "other placeholders"),
        ({"new": "新消息"}, "other placeholders"),
        ({"send": ""}, "not translated"),
        ({"new": ""}, "not translated"),
    ],
)
def test_a_faulty_translation_fails(project: Path, changes: dict[str, str], complaint: str) -> None:
    translate(project, **changes)
    code, output = run("check")
    assert code == 1
    assert complaint in output


def test_a_guessed_translation_fails(project: Path) -> None:
    translate(project)
    text = (project / CHINESE).read_text(encoding="utf-8")
    (project / CHINESE).write_text(text.replace('msgid "Send"', '#, fuzzy\nmsgid "Send"'), encoding="utf-8")
    code, output = run("check")
    assert code == 1
    assert output == f"{CHINESE}: only guessed (fuzzy): Send\n"


def test_too_few_plural_forms_fail(project: Path) -> None:
    translate(project)
    english = project / "translations/en/LC_MESSAGES/messages.po"
    text = english.read_text(encoding="utf-8")
    english.write_text(text.replace('msgstr[1] "%(num)s new messages"\n', ""), encoding="utf-8")
    code, output = run("check")
    assert code == 1
    assert "%(num)s new message" in output


def test_the_singular_may_leave_the_number_out() -> None:
    catalog = Catalog(locale="en")
    message = catalog.add(("One message", "%(num)s messages"), ("One message", "%(num)s messages"))
    assert catalogs.has_same_placeholders(message)


def test_compiling_makes_what_the_server_reads_and_only_when_it_is_older(project: Path) -> None:
    translate(project)
    run("compile")
    compiled = (project / CHINESE).with_suffix(".mo")
    with compiled.open("rb") as file:
        assert read_mo(file).get("Send").string == "发送"  # type: ignore[union-attr]
    written = compiled.stat().st_mtime_ns
    run("compile")
    assert compiled.stat().st_mtime_ns == written
