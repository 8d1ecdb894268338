"""Comments on a to-do: add, edit, delete."""

import uuid

import pytest

UID = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def item(alice, shared, add):
    """A to-do of Alice's."""
    return add(alice, shared)


@pytest.fixture
def comment(bob, item):
    """A comment of Bob's on it."""
    status, comment = bob.post(f"/items/{item['uid']}/comments", {"uid": UID, "text": "Which *plants*?"})
    assert status == 201
    return comment


def comments(person, item):
    status, answer = person.get(f"/items/{item['uid']}/comments")
    assert status == 200, answer
    return answer["comments"]


def test_a_member_comments(alice, bob, shared, item, comment):
    assert comment == {
        "id": comment["id"],
        "uid": UID,
        "item": item["uid"],
        "author": {"id": bob.id, "username": "bob", "name": "bob"},
        "text": "Which *plants*?",
        "html": "<p>Which <em>plants</em>?</p>",
        "created_at": comment["created_at"],
        "edited_at": None,
        "deleted_at": None,
        "version": 2,
    }
    assert comments(alice, item) == [comment]


def test_everybody_who_follows_the_list_sees_it_and_how_many_there_are(alice, bob, shared, item):
    stream = f"list:{shared['id']}"
    watching = alice.socket()
    watching.ask("join", {"streams": [stream]})
    said = bob.post(f"/items/{item['uid']}/comments", {"uid": UID, "text": "Hm"})[1]
    heard = watching.heard("change")
    assert [(change["version"], change["type"]) for change in heard] == [(2, "comment"), (3, "item")]
    assert heard[0]["data"] == said
    assert heard[1]["data"]["comments"] == 1
    assert alice.changes(stream, since=1)[1]["changes"] == heard


def test_sent_again_it_is_the_first_one(bob, item, comment):
    status, again = bob.post(f"/items/{item['uid']}/comments", {"uid": UID.upper(), "text": "Other"})
    assert (status, again) == (200, comment)
    assert comments(bob, item) == [comment]


def test_somebody_elses_uid_is_taken(alice, item, comment):
    status, answer = alice.post(f"/items/{item['uid']}/comments", {"uid": UID, "text": "Mine"})
    assert (status, answer["error"]["code"]) == (409, "conflict")


def test_its_author_edits_it(bob, item, comment):
    status, edited = bob.patch(f"/comments/{UID}", {"text": "All of them?"})
    assert status == 200
    same = {"text": "All of them?", "html": "<p>All of them?</p>", "edited_at": edited["edited_at"]}
    assert edited == comment | same | {"version": 4}
    assert bob.patch(f"/comments/{UID}", {"text": "All of them?"}) == (200, edited)


def test_nobody_else_edits_it(alice, comment):
    status, answer = alice.patch(f"/comments/{UID}", {"text": "x"})
    assert (status, answer["error"]["code"]) == (403, "forbidden")


def test_its_author_deletes_it(alice, bob, shared, item, comment):
    assert bob.delete(f"/comments/{UID}")[0] == 204
    assert comments(alice, item) == []
    assert alice.get(f"/items/{item['uid']}")[1]["item"]["comments"] == 0
    told = alice.changes(f"list:{shared['id']}", since=3)[1]["changes"]
    assert [(change["type"], change["data"].get("text")) for change in told] == [
        ("comment", ""),
        ("item", item["text"]),
    ]
    assert bob.patch(f"/comments/{UID}", {"text": "back"})[0] == 404
    assert bob.delete(f"/comments/{UID}")[0] == 404


def test_who_keeps_order_deletes_it_too(alice, item, comment):
    assert alice.delete(f"/comments/{UID}")[0] == 204


def test_another_member_does_not(alice, bob, item):
    alice.post(f"/items/{item['uid']}/comments", {"uid": UID, "text": "Mine"})
    status, answer = bob.delete(f"/comments/{UID}")
    assert (status, answer["error"]["message"]) == (
        403,
        "Only its author or a moderator can delete a comment.",
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "A comment needs some text."),
        (" \n ", "A comment needs some text."),
        ("x" * 4001, "This has 4001 characters; 4000 are the most."),
        (5, "This has to be text."),
    ],
)
def test_without_text_or_with_too_much_it_is_refused(bob, item, comment, text, sentence):
    body = {"uid": str(uuid.uuid4()), "text": text}
    for status, answer in (
        bob.post(f"/items/{item['uid']}/comments", body),
        bob.patch(f"/comments/{UID}", {"text": text}),
    ):
        assert (status, answer["error"]["fields"]) == (422, {"text": sentence})


def test_a_uid_that_is_none_is_refused(bob, item):
    status, answer = bob.post(f"/items/{item['uid']}/comments", {"uid": "x", "text": "x"})
    assert (status, answer["error"]["fields"]) == (422, {"uid": "This has to be a UUID."})


def test_who_only_reads_an_open_room_does_not_comment(charlie, item):
    status, answer = charlie.post(f"/items/{item['uid']}/comments", {"uid": UID, "text": "x"})
    assert (status, answer["error"]["code"]) == (403, "not_a_member")


def test_an_outsider_finds_none_of_a_closed_room(alice, charlie, hidden, add):
    item = add(alice, hidden)
    alice.post(f"/items/{item['uid']}/comments", {"uid": UID, "text": "secret"})
    assert charlie.get(f"/items/{item['uid']}/comments")[0] == 404
    body = {"uid": str(uuid.uuid4()), "text": "x"}
    assert charlie.post(f"/items/{item['uid']}/comments", body)[0] == 404
    assert charlie.patch(f"/comments/{UID}", {"text": "x"})[0] == 404
    assert charlie.delete(f"/comments/{UID}")[0] == 404
