"""Whatever is sent to the API or over a socket gets an answer of the promised shape, and never an error of ours."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.todos.inputs import ChangesIn
from tests.server.conftest import PASSWORD, make_app

# Any character there is, halves of emoji too.
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=20)
# Text that means something somewhere.
TELLING_TEXT = st.sampled_from(
    [
        *["", " ", "\x00", "\ud83d", "\u202e", "%", "' OR 1=1 --", "null", "x" * 300],
        *["open", "closed", "direct", "en", "alice", "bob@example.org", PASSWORD],
        *["aa0e8400-e29b-41d4-a716-446655440000", "AA0E8400-E29B-41D4-A716-446655440001"],
        *["room:1", "user:1", "room:01", "room:-1", "room:٣", "list:1", ":", "room:9007199254740993"],
    ]
)
NUMBERS = st.one_of(
    st.integers(-2, 4),
    st.integers(),
    st.floats(),
    st.sampled_from([2**31, 2**53 - 1, 2**53, 2**63, 2**64, 10**90]),
)
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, TELLING_TEXT, ANY_TEXT)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(ANY_TEXT, inner, max_size=4)),
    max_leaves=8,
)
IDS = st.one_of(
    st.integers(0, 4).map(str),
    st.sampled_from(
        ["9007199254740991", "9007199254740992", "9" * 30, "-1", "1.0", "x", "%00", "%ff", "..", "٣", "1 "]
    ),
    ANY_TEXT.map(lambda text: quote(text, safe="", errors="replace")),
)
BODIES = st.one_of(
    st.binary(max_size=30),
    VALUES.map(json.dumps),
    st.sampled_from(
        [b"", b"{", b'{"a":' * 5000, b"[" * 5000, b"\xff", b'{"seq":' + b"9" * 5000 + b"}", b"\x00" * 50]
    ),
)
SETTINGS = {
    "deadline": None,
    # One application for all examples: what one leaves behind is what the next one meets.
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


def doors(spec):
    """Every verb and address of the API, with the names of its inputs, as the API itself describes them."""
    found = []
    for path, verbs in spec["paths"].items():
        for verb, door in verbs.items():
            body = (
                door.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            )
            name = body.get("$ref", "").rpartition("/")[2]
            fields = spec["components"]["schemas"].get(name, {}).get("properties", {})
            query = [
                parameter["name"] for parameter in door.get("parameters", []) if parameter["in"] == "query"
            ]
            # Signing oneself out would end the exploration.
            if verb != "delete" or "session" not in path:
                found.append((verb.upper(), path, sorted(fields), query))
    return found


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """Every door of the API."""
    known = doors(make_app(tmp_path_factory.mktemp("doors")).spec)
    assert len(known) > 20
    assert any(fields for *_, fields, _ in known) and any(query for *_, query in known)
    return known


def ask(person, door, data):
    """Send one request through a door, its inputs drawn by hypothesis."""
    verb, path, fields, query = door
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + data.draw(IDS, label="id") + rest.partition("}")[2]
    options = {}
    if query:
        options["query_string"] = data.draw(
            st.dictionaries(st.sampled_from(query), st.one_of(NUMBERS.map(str), TELLING_TEXT), max_size=3),
            label="query",
        )
        options["query_string"] = {
            name: value.encode("utf-8", "surrogatepass") for name, value in options["query_string"].items()
        }
    if verb != "GET":
        some = st.dictionaries(st.sampled_from(fields), VALUES).map(json.dumps) if fields else BODIES
        whole = st.fixed_dictionaries(dict.fromkeys(fields, SCALARS)).map(json.dumps)
        options["data"] = data.draw(st.one_of(some, whole, BODIES), label="body")
        options["headers"] = {"Content-Type": "application/json"}
    return person.call(verb, path.removeprefix("/api/v1"), **options)


@given(data=st.data())
@settings(max_examples=500, **SETTINGS)
def test_the_api_answers(alice, bob, known, data):
    door = data.draw(st.sampled_from(known), label="door")
    cookie, csrf = alice.client.get_cookie("parley_session").value, alice.csrf
    response = ask(alice, door, data)
    # Signing in or up as somebody else is a success like others; the next example is Alice's again.
    alice.client.set_cookie("parley_session", cookie)
    alice.csrf = csrf
    assert response.status_code < 500
    if response.status_code >= 400:
        error = response.get_json()["error"]
        assert error["code"] and error["message"]


@pytest.fixture
def room(alice):
    return alice.create_room()


@pytest.fixture
def socket(alice):
    return alice.socket()


@given(data=st.data())
@settings(max_examples=300, **SETTINGS)
def test_sockets_answer(room, socket, data):
    event = data.draw(st.sampled_from(["join", "leave", "post", "add_item", "change_item"]), label="event")
    some = st.fixed_dictionaries(
        {},
        optional={
            "room_id": st.one_of(st.just(room["id"]), VALUES),
            "client_id": st.one_of(st.uuids().map(str), VALUES),
            "text": st.one_of(ANY_TEXT, VALUES),
            "uid": st.one_of(st.uuids().map(str), VALUES),
            "changes": st.dictionaries(st.sampled_from(sorted(ChangesIn().fields)), VALUES, max_size=3),
            "streams": st.one_of(st.lists(TELLING_TEXT, max_size=4), st.just([f"room:{room['id']}"]), VALUES),
        },
    )
    arguments = data.draw(st.one_of(st.tuples(some), st.lists(VALUES, max_size=3)), label="arguments")
    answer = socket.ask(event, *arguments)
    if "error" in answer:
        assert answer["error"]["code"] != "error"
        assert answer["error"]["message"]
    else:
        assert (
            set(answer)
            == {
                "join": {"versions", "online", "refused"},
                "leave": set(),
                "post": {"message"},
                "add_item": {"item"},
                "change_item": {"item"},
            }[event]
        )
