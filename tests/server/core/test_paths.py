"""Addresses inside this site, whatever somebody asks for."""

import pytest

from server.core.paths import own_path


@pytest.mark.parametrize(
    "path", ["/", "/rooms/3", "/rooms/3/messages/812?x=1#end", "/settings?next=//evil.example", "/rooms/北京"]
)
def test_a_page_of_this_site_is_kept(path):
    assert own_path(path) == path


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "/.//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "/\r\nLocation: https://evil.example",
        "/rooms/..//evil.example/",
        "/rooms//evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "evil.example",
        "/api/v1/session",
        "/oauth/acme/callback?code=1",
        "/static/favicon.svg",
        "/" + "a" * 600,
    ],
)
def test_anything_else_is_the_front_page(wanted):
    assert own_path(wanted) == "/"
