"""The files of the built client."""

import gzip
import json

import pytest

from server.pages.assets import Assets

SCRIPT = b"export const words = 'many words';\n" * 100


@pytest.fixture
def client(app, tmp_path):
    """A visitor's client, with a small built client to ask for."""
    dist = tmp_path / "dist"
    (dist / ".vite").mkdir(parents=True)
    (dist / "assets").mkdir()
    (dist / "assets" / "main-abc123.js").write_bytes(SCRIPT)
    (dist / "assets" / "main-def456.css").write_text("body { margin: 0 }")
    (dist / "assets" / "inter-789.woff2").write_bytes(bytes(range(256)))
    (dist / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (dist / "worker.js").write_bytes(SCRIPT)
    entry = {"file": "assets/main-abc123.js", "css": ["assets/main-def456.css"], "isEntry": True}
    (dist / ".vite" / "manifest.json").write_text(json.dumps({"client/main.js": entry}))
    (tmp_path / "secret_key").write_text("not for the world")
    app.extensions["assets"] = Assets(dist)
    return app.test_client()


def test_the_page_names_the_files_of_the_build(client):
    page = client.get("/").get_data(as_text=True)
    assert '<script type="module" src="/static/assets/main-abc123.js">' in page
    assert '<link rel="stylesheet" href="/static/assets/main-def456.css">' in page


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("assets/main-abc123.js", "text/javascript"),
        ("assets/main-def456.css", "text/css"),
        ("assets/inter-789.woff2", "font/woff2"),
        ("favicon.svg", "image/svg+xml"),
    ],
)
def test_each_file_says_what_it_is(client, name, kind):
    response = client.get(f"/static/{name}")
    assert (response.status_code, response.mimetype) == (200, kind)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers


def test_what_shrinks_is_sent_packed_to_who_can_unpack(client):
    packed = client.get("/static/assets/main-abc123.js", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(SCRIPT) / 5
    assert gzip.decompress(packed.data) == SCRIPT
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert "Accept-Encoding" in packed.vary


@pytest.mark.parametrize("accepted", ["", "br", "identity", "gzip;q=0", "identity, gzip;q=0.0"])
def test_who_cannot_unpack_gets_it_as_it_is(client, accepted):
    response = client.get("/static/assets/main-abc123.js", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response.headers
    assert response.data == SCRIPT
    assert "Accept-Encoding" in response.vary


def test_what_does_not_shrink_is_sent_as_it_is(client):
    response = client.get("/static/assets/inter-789.woff2", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers


def test_a_name_with_a_fingerprint_may_be_kept_for_ever(client):
    forever = client.get("/static/assets/main-abc123.js")
    assert forever.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in forever.vary
    assert client.get("/static/favicon.svg").headers["Cache-Control"] == "no-cache"


def test_an_unchanged_file_is_not_sent_again(client):
    etag = client.get("/static/favicon.svg").headers["ETag"]
    again = client.get("/static/favicon.svg", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_browsers_find_the_icon_where_they_look_for_it(client):
    assert client.get("/favicon.ico").mimetype == "image/svg+xml"


@pytest.mark.parametrize(
    "name",
    [
        "nothing.js",
        "assets",
        "assets/",
        "",
        "../secret_key",
        "..%2fsecret_key",
        "assets/../../secret_key",
        "%2e%2e/secret_key",
        ".vite/manifest.json",
        "/etc/passwd",
        "%00",
    ],
)
def test_nothing_else_can_be_had(client, name):
    response = client.get(f"/static/{name}")
    assert response.status_code in (308, 404)
    assert b"not for the world" not in response.data


def test_before_the_first_build_the_page_still_answers(app, tmp_path):
    app.extensions["assets"] = Assets(tmp_path / "nowhere")
    assert app.test_client().get("/").status_code == 200


def test_the_service_worker_lies_at_the_root_and_is_asked_for_each_time(client):
    """A browser takes a worker only for what lies below its address, and must hear of a new one."""
    response = client.get("/worker.js")
    assert (response.status_code, response.mimetype, response.data) == (200, "text/javascript", SCRIPT)
    assert response.headers["Cache-Control"] == "no-cache"
    policy = response.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    # It fetches what the API answers, under the policy that it came with itself.
    assert "connect-src 'self'" in policy
    assert client.get("/worker.js", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
