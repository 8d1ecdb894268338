"""The sheets of icons, and what the templates name."""

import re

import pytest

from setup.places import HERE

DOORS = ("setup", "sign-up", "sign-in", "second-factor", "sign-in-again")


def sheet(name):
    """Return the icons of a sheet."""
    code = (HERE.root / "client" / "ui" / name).read_text(encoding="utf-8")
    return set(re.search(r"icons/\{([a-z0-9,-]+)\}\.svg", code)[1].split(","))


def named(text):
    return set(re.findall(r"#icon-([a-z0-9-]+)", text))


@pytest.mark.parametrize("view", DOORS)
def test_a_door_shows_none_that_comes_later(visitor, view):
    drawn = named(visitor.client.get(f"/views/{view}").get_data(as_text=True))
    assert drawn <= sheet("icons.js")


def test_the_door_that_is_looked_at_has_some(visitor):
    assert "fingerprint" in named(visitor.client.get("/views/sign-in").get_data(as_text=True))


def test_every_one_that_a_template_names_is_in_one_sheet():
    first, later = sheet("icons.js"), sheet("more-icons.js")
    assert not first & later
    templates = "".join(path.read_text(encoding="utf-8") for path in (HERE.root / "server").rglob("*.html"))
    assert set(re.findall(r"icon\(\"([a-z0-9-]+)\"", templates)) <= first | later
