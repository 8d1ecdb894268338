"""Changing what the workspace is called, who gets in, and its picture."""

import re

import pytest

from server.core.config import RATES
from setup.places import HERE

WORKSPACE = "/administration/workspace"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def settings(alice):
    status, body = alice.get(WORKSPACE)
    assert status == 200, body
    return body


def test_at_first_it_is_as_the_environment_says(alice):
    before = settings(alice)
    assert (before["sign_up"], before["email_domains"], before["logo"]) == ("open", [], None)
    assert (before["guests"], before["members_invite"]) == (False, False)


def test_what_the_environment_closes_is_shown_as_by_invitation_and_can_be_saved(app, alice):
    app.config["SIGN_UP"] = "closed"
    assert settings(alice)["sign_up"] == "invited"
    assert alice.patch(WORKSPACE, {"name": "Harbour", "sign_up": "invited"})[0] == 200


def test_what_is_changed_is_kept_and_the_rest_stays(alice, visitor):
    assert alice.patch(WORKSPACE, {"name": "Harbour"})[0] == 200
    assert alice.patch(WORKSPACE, {"guests": True})[0] == 200
    after = settings(alice)
    assert (after["name"], after["guests"], after["members_invite"]) == ("Harbour", True, False)
    assert visitor.get("/session")[1]["workspace"]["name"] == "Harbour"


def test_domains_are_kept_in_one_form_and_once(alice):
    wanted = {"sign_up": "domains", "email_domains": [" @Example.ORG ", "example.org", "sub.example.com"]}
    status, body = alice.patch(WORKSPACE, wanted)
    assert (status, body["email_domains"]) == (200, ["example.org", "sub.example.com"])


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"sign_up": "everybody"}, "sign_up"),
        ({"email_domains": ["not a domain"]}, "email_domains"),
        ({"email_domains": ["a@b.c"]}, "email_domains"),
        ({"email_domains": [f"d{number}.example" for number in range(51)]}, "email_domains"),
        ({"sign_up": "domains"}, "email_domains"),
        ({"sign_up": "domains", "email_domains": [" "]}, "email_domains"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(alice, wanted, field):
    before = settings(alice)
    status, body = alice.patch(WORKSPACE, wanted)
    assert (status, list(body["error"]["fields"])) == (422, [field])
    assert settings(alice) == before


def test_a_picture_is_shown_to_everybody_under_a_new_address_each_time(alice, visitor):
    def upload(data):
        return alice.call("PUT", WORKSPACE + "/logo", data=data, content_type="image/png")

    first = upload(PNG).get_json()["logo"]
    response = visitor.client.get(first)
    assert (response.status_code, response.data, response.mimetype) == (200, PNG, "image/png")
    assert "immutable" in response.headers["Cache-Control"]
    second = upload(b"\xff\xd8\xff" + bytes(10)).get_json()["logo"]
    assert second != first
    assert visitor.client.get(second).mimetype == "image/jpeg"
    assert visitor.client.get(first).status_code == 404
    assert alice.delete(WORKSPACE + "/logo")[1]["logo"] is None
    assert visitor.client.get(second).status_code == 404


def test_it_stands_for_the_workspace_also_before_signing_in(alice, visitor):
    assert visitor.boot()["logo"] == ""
    assert 'href="/static/favicon.svg"' in visitor.client.get("/").get_data(as_text=True)
    logo = alice.call("PUT", WORKSPACE + "/logo", data=PNG, content_type="image/png").get_json()["logo"]
    assert visitor.boot()["logo"] == logo
    assert f'<link rel="icon" href="{logo}">' in visitor.client.get("/").get_data(as_text=True)


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"RIFF0000WAVE", PNG + bytes(262_144)]
)
def test_what_is_no_small_picture_is_refused(alice, data):
    response = alice.call("PUT", WORKSPACE + "/logo", data=data, content_type="image/png")
    assert response.status_code == 422
    assert response.get_json()["error"]["fields"]["logo"]
    assert settings(alice)["logo"] is None


def test_every_limit_has_a_name_on_the_page():
    page = (HERE.root / "client" / "administration" / "workspace.js").read_text(encoding="utf-8")
    titles = page[page.index("function limitTitle") :]
    assert set(re.findall(r"^    (\w+): _", titles, re.MULTILINE)) >= set(RATES)


def test_nobody_else_may(bob, visitor):
    for method, path in (("GET", ""), ("PATCH", ""), ("PUT", "/logo"), ("DELETE", "/logo")):
        assert bob.call(method, WORKSPACE + path, {}).status_code == 403
        assert visitor.call(method, WORKSPACE + path, {}).status_code == 401
