"""What is sent along with the page: exactly what would be asked for next, and nothing that may not be."""

import gzip
import json
import uuid
from html.parser import HTMLParser

import pytest

# Asked by whoever keeps order.
REPORTS = "/moderation/reports/count"


class Given(HTMLParser):
    """Reads what came along with the root page."""

    def __init__(self, response):
        super().__init__()
        self.inside, self.text = False, ""
        self.feed(response.get_data(as_text=True))

    def handle_starttag(self, tag, attrs):
        self.inside = dict(attrs).get("id") == "given"

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        self.text += data if self.inside else ""


def say(person, room, text):
    body = {"client_id": str(uuid.uuid4()), "text": text}
    status, message = person.post(f"/rooms/{room['id']}/messages", body)
    assert status == 201
    return message


def given(person, address="/", **headers):
    return json.loads(Given(person.client.get(address, headers=headers)).text)


def test_at_home_it_is_the_list_of_rooms_and_two_views(alice):
    alice.create_room("Design")
    along = given(alice)
    assert along["user"] == alice.id
    assert along["answers"] == {
        question: alice.client.get(f"/api/v1{question}").get_json() for question in ("/rooms", REPORTS)
    }
    assert along["views"] == {
        name: alice.client.get(f"/views/{name}").get_data(as_text=True) for name in ("workspace", "home")
    }


def test_in_a_room_it_is_the_newest_messages_too(alice):
    room = alice.create_room("Design")
    say(alice, room, "Hello")
    along = given(alice, f"/rooms/{room['id']}")
    path = f"/rooms/{room['id']}/messages"
    assert set(along["answers"]) == {"/rooms", REPORTS, path}
    assert along["answers"][path] == alice.client.get(f"/api/v1{path}").get_json()
    assert along["answers"][path]["messages"][0]["text"] == "Hello"
    assert set(along["views"]) == {"workspace", "room"}


def test_a_link_to_a_message_brings_its_surroundings(alice):
    room = alice.create_room("Design")
    messages = [say(alice, room, f"Message {number}") for number in range(60)]
    question = f"/rooms/{room['id']}/messages?around={messages[3]['id']}"
    along = given(alice, f"/rooms/{room['id']}/messages/{messages[3]['id']}")
    assert along["answers"][question] == alice.client.get(f"/api/v1{question}").get_json()
    lost = given(alice, f"/rooms/{room['id']}/messages/987654")
    assert set(lost["answers"]) == {"/rooms", REPORTS}


def test_of_an_open_room_one_is_not_in_it_brings_the_entry(alice, bob):
    room = alice.create_room("Design", kind="open")
    answers = given(bob, f"/rooms/{room['id']}")["answers"]
    assert answers[f"/rooms/{room['id']}"] == bob.client.get(f"/api/v1/rooms/{room['id']}").get_json()
    assert f"/rooms/{room['id']}/messages" in answers


def test_of_a_room_one_may_not_see_it_brings_nothing(alice, charlie):
    room = alice.create_room("Secrets", kind="closed")
    say(alice, room, "Nobody else knows")
    response = charlie.client.get(f"/rooms/{room['id']}")
    assert "Secrets" not in response.get_data(as_text=True)
    assert "Nobody else knows" not in response.get_data(as_text=True)
    assert set(given(charlie, f"/rooms/{room['id']}")["answers"]) == {"/rooms"}


@pytest.mark.parametrize(
    ("address", "views"),
    [("/", {"sign-in"}), ("/sign-up", {"sign-up"}), ("/rooms/1", {"sign-in"}), ("/nowhere", set())],
)
def test_nobody_who_is_not_signed_in_gets_more_than_the_door(alice, visitor, address, views):
    alice.create_room("Design", kind="open")
    along = given(visitor, address)
    assert (along["user"], along["answers"], set(along["views"])) == (None, {}, views)


def test_before_the_set_up_it_is_the_form_for_it(visitor):
    assert set(given(visitor, "/")["views"]) == {"setup"}


def test_it_is_in_the_reader_s_language(alice, visitor):
    chinese = given(visitor, "/", **{"Accept-Language": "zh-CN"})
    assert chinese["locale"] == "zh_Hans"
    assert "登录" in chinese["views"]["sign-in"]
    assert "登录" not in given(visitor, "/")["views"]["sign-in"]
    page = visitor.client.get("/", headers={"Accept-Language": "zh-CN"}).get_data(as_text=True)
    version = visitor.boot()["v"]
    assert f'<link rel="preload" as="fetch" href="/catalogs/zh_Hans.json?v={version}" crossorigin>' in page


def test_what_people_wrote_cannot_break_out_of_the_page(alice):
    room = alice.create_room("</script><script>alert(1)</script>")
    say(alice, room, "</script><img src=x onerror=alert(1)><!--")
    response = alice.client.get(f"/rooms/{room['id']}")
    assert response.get_data(as_text=True).count("</script>") == 3
    assert "<img" not in response.get_data(as_text=True)
    assert (
        "onerror"
        in given(alice, f"/rooms/{room['id']}")["answers"][f"/rooms/{room['id']}/messages"]["messages"][0][
            "text"
        ]
    )


def test_it_is_packed_to_lengths_that_tell_nothing(alice):
    plain = alice.client.get("/").get_data(as_text=True)
    packed = [alice.client.get("/", headers={"Accept-Encoding": "gzip"}) for _ in range(12)]
    assert {response.headers["Content-Encoding"] for response in packed} == {"gzip"}
    assert len({len(response.data) for response in packed}) > 3
    unpacked = gzip.decompress(packed[0].data).decode()
    assert unpacked.split('id="given"')[1] == plain.split('id="given"')[1]
