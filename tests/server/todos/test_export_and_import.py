"""A list as a file, and a file as a list: ours there and back, Todoist's, Todoism's."""

import csv
import io
import json
import sqlite3
import uuid
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.todos.exchange import own_csv, own_json
from server.todos.exchange.drafts import Draft, Said
from server.todos.exchange.phrases import Due, understood

TODAY = date(2026, 11, 27)  # a Friday
# What a file gives back exactly.
KEPT = (
    "text",
    "notes",
    "done_at",
    "due",
    "remind",
    "repeat",
    "labels",
    "priority",
    "roll_call",
    "created_at",
)


@pytest.fixture
def room(alice, bob, charlie):
    room = alice.create_room()
    bob.join_room(room)
    return room


@pytest.fixture
def of_room(alice, room):
    """The room's own list."""
    return alice.get(f"/rooms/{room['id']}/lists")[1]["lists"][0]


@pytest.fixture
def inbox(alice):
    """Alice's own list."""
    return alice.get("/lists")[1]["lists"][0]


def add(person, of, text, **fields):
    body = {"uid": str(uuid.uuid4()), "list_id": of["id"], "text": text, **fields}
    status, item = person.post("/items", body)
    assert status == 201, item
    return item


def make_list(person, room=None, name="Another"):
    body = {"uid": str(uuid.uuid4()), "room_id": room and room["id"], "name": name}
    status, made = person.post("/lists", body)
    assert status == 201, made
    return made


def items(person, of):
    status, page = person.get(f"/lists/{of['id']}/items", query_string={"state": "all"})
    assert status == 200, page
    return sorted(page["items"], key=lambda item: item["position"])


def export(person, of, form):
    response = person.call("GET", f"/lists/{of['id']}/export.{form}")
    assert response.status_code == 200, response.data
    return response


def send(person, of, content, **query):
    content = content.encode() if isinstance(content, str) else content
    response = person.call(
        "POST",
        f"/lists/{of['id']}/import",
        data=content,
        query_string=query,
        headers={"Content-Type": "application/octet-stream"},
    )
    return response.status_code, response.get_json()


def refusal(answer):
    status, body = answer
    return status, body["error"]["code"], body["error"]["message"]


def essence(rows):
    """What two lists have in common when one is a copy of the other."""
    texts = {row["uid"]: row["text"] for row in rows}
    return [
        {name: row[name] for name in KEPT}
        | {"under": texts.get(row["parent"]), "assignee": row["assignee"] and row["assignee"]["username"]}
        for row in rows
    ]


@pytest.fixture
def full(alice, bob, of_room):
    """A list with one of everything."""
    due = {"date": "2026-12-31", "time": "17:00", "zone": "Europe/Berlin"}
    ship = add(
        alice,
        of_room,
        "Ship **it**, today; «or» tomorrow",
        notes='First line\n\n- one\n- two; "three", four\n',
        due=due,
        remind=30,
        repeat={"rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "after_done": False},
        labels=["release", "a, b", "下周"],
        priority=3,
        assignee_id=bob.id,
    )
    add(alice, of_room, "=HYPERLINK(1)", parent=ship["uid"])
    add(alice, of_room, "'=1", notes="@home\n-1", labels=["+1", "@x"])
    add(alice, of_room, "Who is there?", roll_call=True, due={"date": "2028-02-29"})
    done = add(bob, of_room, "Old", repeat=None)
    alice.patch(f"/items/{done['uid']}", {"done": True})
    gone = add(alice, of_room, "Gone")
    alice.delete(f"/items/{gone['uid']}")
    status, _ = bob.post(f"/items/{ship['uid']}/comments", {"uid": str(uuid.uuid4()), "text": "On it"})
    assert status == 201
    return of_room


class TestThereAndBack:
    @pytest.mark.parametrize("form", ["csv", "json"])
    def test_a_list_is_the_same(self, alice, room, full, form):
        sent = export(alice, full, form).data
        copy = make_list(alice, room)
        status, answer = send(alice, copy, sent)
        assert (status, answer["added"]) == (201, 5)
        assert essence(items(alice, copy)) == essence(items(alice, full))
        assert {item["author"]["username"] for item in items(alice, copy)} == {"alice"}
        assert [item["done_by"]["username"] for item in items(alice, copy) if item["done_by"]] == ["alice"]
        # Written again it is the same file.
        assert (export(alice, copy, "csv").data == sent) == (form == "csv")

    def test_json_takes_comments_along_and_says_whose_they_are(self, alice, bob, room, full):
        copy = make_list(alice, room)
        send(alice, copy, export(alice, full, "json").data)
        [ship] = [item for item in items(alice, copy) if item["comments"]]
        [comment] = alice.get(f"/items/{ship['uid']}/comments")[1]["comments"]
        assert (comment["text"], comment["author"]["username"]) == ("bob: On it", "alice")
        # Bob's own words stay his.
        another = make_list(bob, room)
        send(bob, another, export(alice, full, "json").data)
        [ship] = [item for item in items(bob, another) if item["comments"]]
        [comment] = bob.get(f"/items/{ship['uid']}/comments")[1]["comments"]
        assert (comment["text"], comment["author"]["username"]) == ("On it", "bob")

    def test_a_spreadsheet_computes_nothing(self, alice, full):
        content = export(alice, full, "csv").data.decode("utf-8")
        assert content.startswith("\ufeff")
        table = list(csv.reader(io.StringIO(content[1:], newline="")))
        cells = [cell for row in table[1:] for cell in row]
        assert "'=HYPERLINK(1)" in cells
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n")]

    def test_files_are_named_after_their_list(self, alice, room, full):
        header = export(alice, full, "csv").headers["Content-Disposition"]
        assert header == "attachment; filename=to-dos.csv; filename*=UTF-8''To-dos.csv"
        named = make_list(alice, room, "发布 / 1:2")
        header = export(alice, named, "json").headers["Content-Disposition"]
        assert "filename*=UTF-8''%E5%8F%91%E5%B8%83%201%202.json" in header

    def test_an_empty_list_is_a_table_of_no_lines(self, alice, inbox):
        content = export(alice, inbox, "csv").data.decode("utf-8-sig")
        assert content == ",".join(own_csv.COLUMNS) + "\r\n"
        assert refusal(send(alice, inbox, content)) == (422, "unreadable", "There is no to-do in this file.")


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
CELLS = st.one_of(
    TEXTS,
    st.sampled_from(["=1", "'=1", "''=1", "'", "''", "@a", "-1", "+", "＝x", "\n=1", '"', "a,b", "a;b"]),
)
FIELDS = st.fixed_dictionaries(
    {
        "text": CELLS,
        "notes": st.one_of(st.just(""), CELLS, st.builds("{}\n{}".format, CELLS, CELLS)),
        "due": st.none() | st.just({"date": "2026-12-31", "time": "17:00", "zone": "Asia/Shanghai"}),
        "remind": st.none() | st.integers(0, 500_000),
        "repeat": st.none() | st.builds(dict, rule=st.just("FREQ=DAILY"), after_done=st.booleans()),
        "labels": st.lists(CELLS.map(lambda text: " ".join(text.split()) or "x"), max_size=4),
        "priority": st.integers(0, 3),
        "roll_call": st.booleans(),
    }
)


@given(
    st.lists(
        st.builds(Draft, st.none(), FIELDS, is_subtask=st.booleans(), assignee=st.sampled_from(["", "bob"])),
        max_size=5,
    )
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_is_read(drafts):
    if drafts:
        drafts[0].is_subtask = False
    for draft in drafts:
        draft.comments = [Said("a\nb", "bob")]
    for content, with_comments in (
        (own_csv.read(own_csv.write(drafts).removeprefix("\ufeff")), False),
        (own_json.read(own_json.write(drafts, "x").encode()), True),
    ):
        found = list(content)
        assert [each.changes for each in found] == [each.changes for each in drafts]
        assert [each.is_subtask for each in found] == [each.is_subtask for each in drafts]
        assert [each.assignee for each in found] == [each.assignee for each in drafts]
        if with_comments:
            assert [each.comments for each in found] == [each.comments for each in drafts]


class TestWhatIsWrong:
    """Each has its own sentence with the place, and nothing of the file is kept."""

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (
                'text\nFine\n \n""\nBad,x\n',
                "Line 5: There are more cells than columns; a quotation mark may be missing.",
            ),
            ("text,notes\nFine,x\n,y\n", "Line 3: A to-do needs some text."),
            (
                'text,notes\n"Two\nlines",x\nBad,y,z\n',
                "Line 4: There are more cells than columns; a quotation mark may be missing.",
            ),
            (
                'text\nFine\n"Open\n',
                "Line 3: This is not a line of a table; a quotation mark may be missing.",
            ),
            ("text,colour\nFine,red\n", "Line 1: There is no column “colour”."),
            ("text,due_date\nFine,2026-02-30\n", "Line 2: There is no such day."),
            ("text,due_time\nFine,17:00\n", "Line 2: A time of day needs a date as well."),
            (
                "text,due_date,due_time\nFine,2026-12-01,17:00\n",
                "Line 2: A time of day needs a time zone as well.",
            ),
            (
                "text,due_date,repeat\nFine,2026-12-01,FREQ=HOURLY\n",
                "Line 2: This rule of repetition cannot be understood, or never comes to pass.",
            ),
            ("text,repeat\nFine,FREQ=DAILY\n", "Line 2: What is to come again needs a date first."),
            ("text,remind_minutes\nFine,5\n", "Line 2: A reminder needs a date first."),
            ("text,remind_minutes\nFine,-5\n", "Line 2: “-5” has to be a whole number."),
            ("text,priority\nFine,4\n", "Line 2: A priority from 0 to 3, please."),
            ("text,roll_call\nFine,maybe\n", "Line 2: “maybe” has to be yes or no."),
            (
                "text,done_at\nFine,yesterday\n",
                "Line 2: yesterday is not a moment. Write it as 2026-11-19T09:05:00Z.",
            ),
            ("text,subtask\nFine,yes\n", "Line 2: There is nothing before it that it could be part of."),
            ("text,assignee\nFine,bob\nFine,charlie\n", "Line 3: “charlie” is nobody who shares this list."),
            (f"text\n{'x' * 2001}\n", "Line 2: This has 2001 characters; 2000 are the most."),
            (f"text,labels\nFine,{'x' * 41}\n", "Line 2: A label has at most 40 characters."),
            (b"text\nFine\n\xff\xfe\n", "Line 3: This is not text in UTF-8."),
            (
                "Fine\n",
                "This is neither a list of Parley's (CSV, JSON) nor Todoist's CSV nor Todoism's database.",
            ),
            ("", "This is neither a list of Parley's (CSV, JSON) nor Todoist's CSV nor Todoism's database."),
            ("text\n", "There is no to-do in this file."),
            ('{"format": "parley-list",\n "items": [}', "Line 2: This is not JSON."),
            ("[" * 100_000, "This is not JSON."),
            ('{"a":' + "9" * 5000 + "}", "This is not JSON."),
            ('{"items": []}', "This is not a file of a to-do list."),
            ('{"format": "parley-list", "items": {}}', "This is not a file of a to-do list."),
            (
                '{"format": "parley-list", "items": [{"text": "Fine", "subtasks": [{"text": "Fine"}]}, 7]}',
                "Item 3: The request could not be understood.",
            ),
            (
                '{"format": "parley-list", "items": [{"text": "Fine", "subtasks": [{"text": ""}]}]}',
                "Item 2: A to-do needs some text.",
            ),
            (
                '{"format": "parley-list", "items": [{"text": "A", "subtasks": [{"text": "B", "subtasks": []}]}]}',
                "Item 1: The request could not be understood.",
            ),
            (
                '{"format": "parley-list", "items": [{"text": "Fine", "comments": [{"text": 7}]}]}',
                "Item 1: This has to be text.",
            ),
            (b"SQLite format 3\x00" + b"x" * 500, "This is not a database of Todoism."),
            ("TYPE,CONTENT,PRIORITY\ntask,Fine,4\ntask,Bad,5\n", "Line 3: A priority from 1 to 4, please."),
            (
                "TYPE,CONTENT\ntask,Fine\ntasks,Bad\n",
                "Line 3: “tasks” is neither a task nor a section nor a note.",
            ),
        ],
    )
    def test_is_named_with_its_line(self, alice, of_room, content, sentence):
        assert refusal(send(alice, of_room, content)) == (422, "unreadable", sentence)
        assert items(alice, of_room) == []

    def test_in_the_reader_s_language(self, alice, of_room):
        alice.patch("/me", {"locale": "zh_Hans"})
        message = refusal(send(alice, of_room, "text,due_date\nFine,2026-02-30\n"))[2]
        assert message.isascii() is False
        assert "2" in message

    def test_a_roll_call_needs_a_room(self, alice, inbox):
        answer = send(alice, inbox, "text,roll_call\nFine,yes\n")
        assert refusal(answer)[2] == "Line 2: A roll call needs a room."

    def test_too_many(self, alice, inbox):
        answer = send(alice, inbox, "text\n" + "x\n" * 5001)
        assert refusal(answer) == (422, "too_many", "A file has at most 5000 to-dos.")
        assert items(alice, inbox) == []

    def test_too_large(self, alice, inbox):
        assert refusal(send(alice, inbox, "x" * 5_000_001))[:2] == (413, "too_long")
        assert send(alice, inbox, "x" * 6_000_000)[0] == 413

    def test_people_who_are_not_here_can_be_left_out(self, alice, of_room):
        content = "text,assignee\nFine,bob\nToo,charlie\n"
        assert send(alice, of_room, content, people="leave_out")[0] == 201
        assert [item["assignee"] and item["assignee"]["username"] for item in items(alice, of_room)] == [
            "bob",
            None,
        ]


class TestWhoMay:
    def test_read_it_takes_it_out(self, bob, charlie, full):
        assert export(bob, full, "json").mimetype == "application/json"
        # The room is open: it can be read before one joins it.
        assert export(charlie, full, "csv").mimetype == "text/csv"
        assert refusal(send(charlie, full, "text\nFine\n"))[:2] == (403, "not_a_member")

    def test_one_s_own_list_is_nobody_else_s(self, bob, inbox):
        assert bob.get(f"/lists/{inbox['id']}/export.json")[0] == 404
        assert refusal(send(bob, inbox, "text\nFine\n"))[:2] == (404, "not_found")

    def test_there_is_no_other_form(self, alice, inbox):
        assert alice.call("GET", f"/lists/{inbox['id']}/export.exe").status_code == 404

    def test_an_archived_list_takes_nothing_in(self, alice, room):
        old = make_list(alice, room)
        alice.patch(f"/lists/{old['id']}", {"archived": True})
        assert refusal(send(alice, old, "text\nFine\n"))[:2] == (403, "archived")

    def test_a_form_needs_its_token(self, alice, inbox):
        alice.csrf = ""
        assert refusal(send(alice, inbox, "text\nFine\n"))[:2] == (400, "csrf")


class TestHowItArrives:
    def test_in_a_form_of_more_than_others_may_be(self, alice, inbox):
        content = "text,notes\n" + f"Fine,{'x' * 9_000}\n" * 200
        assert len(content) > 1_500_000
        form = {"file": (io.BytesIO(content.encode()), "list.csv")}
        response = alice.call(
            "POST", f"/lists/{inbox['id']}/import", data=form, content_type="multipart/form-data"
        )
        assert (response.status_code, response.get_json()["added"]) == (201, 200)

    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_as_any_spreadsheet_writes_it(self, alice, inbox, mark, separator, end):
        lines = [["text", "notes"], ["写报告", '"a, b; c"'], ["Émile", ""]]
        content = mark + end.join(separator.join(cells) for cells in lines).encode()
        assert send(alice, inbox, content)[0] == 201
        assert [(item["text"], item["notes"]) for item in items(alice, inbox)] == [
            ("写报告", "a, b; c"),
            ("Émile", ""),
        ]

    def test_after_what_is_there_and_told_to_who_follows(self, alice, bob, of_room):
        add(alice, of_room, "First")
        socket = bob.socket()
        stream = f"list:{of_room['id']}"
        before = socket.ask("join", {"streams": [stream]})["versions"][stream]
        version = send(alice, of_room, "text\nSecond\nThird\n")[1]["version"]
        assert version == before + 2
        [change] = [change for change in socket.heard("change") if change["stream"] == stream]
        assert (change["version"], change["data"]["text"]) == (version, "Third")
        status, caught_up = bob.changes(stream, before)
        assert (status, caught_up["version"]) == (200, version)
        assert sorted(change["data"]["text"] for change in caught_up["changes"]) == ["Second", "Third"]
        assert [item["text"] for item in items(bob, of_room)] == ["First", "Second", "Third"]

    def test_whoever_gets_something_to_do_hears_of_it(self, alice, bob, of_room):
        before = bob.changes(f"user:{bob.id}")[1]["version"]
        send(alice, of_room, "text,assignee\nFine,Bob\n")
        changed = bob.changes(f"user:{bob.id}", before)[1]["changes"]
        assert [change["type"] for change in changed] == ["agenda"]

    def test_five_thousand_at_once(self, alice, inbox):
        content = "text,subtask,labels\n" + "\n".join(f"{n},{'yes' if n % 5 else ''},a" for n in range(5000))
        assert send(alice, inbox, content)[1]["added"] == 5000
        found = items(alice, inbox)
        assert [item["text"] for item in found] == [str(n) for n in range(5000)]
        assert sum(item["parent"] is None for item in found) == 1000


COLUMNS = "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT"
TODOIST = f"""\
{COLUMNS}\r
meta,view_style=list,,,,,,,,,,\r
task,Water the **basil** @garden @weekend,"Rain, not tap",1,1,Alice (1),Bob (2),2026-12-05 15:30,en,Asia/Shanghai,,\r
task,Buy compost,,4,2,Alice (1),,,en,,,None\r
task,The peat-free one,,4,3,Alice (1),,,en,,,None\r
note,By the gate,,,,Alice (1),,,,,,\r
,,,,,,,,,,,\r
section,Every week,,,,,,,,,,\r
task,Write to bob@example.org,,2,1,Alice (1),Zoe (9),every! 2 weeks,en,,,\r
task,Something else,Notes,3,1,Alice (1),,3 days before Easter,en,,,\r
"""


class TestTodoist:
    def test_its_tasks_become_ours(self, alice, bob, of_room):
        status, answer = send(alice, of_room, TODOIST, people="leave_out")
        assert (status, answer["added"]) == (201, 5)
        basil, compost, peat, write, other = items(alice, of_room)
        assert (basil["text"], basil["notes"]) == ("Water the **basil**", "Rain, not tap")
        assert (basil["labels"], basil["priority"]) == (["garden", "weekend"], 3)
        assert basil["assignee"]["username"] == "bob"
        assert basil["due"] == {
            "date": "2026-12-05",
            "time": "15:30",
            "zone": "Asia/Shanghai",
            "at": "2026-12-05T07:30:00.000Z",
        }
        assert [compost["parent"], peat["parent"], write["parent"]] == [basil["uid"], basil["uid"], None]
        assert (compost["priority"], peat["comments"]) == (0, 1)
        assert (write["text"], write["labels"], write["assignee"]) == (
            "Write to bob@example.org",
            ["Every week"],
            None,
        )
        assert write["repeat"] == {"rule": "FREQ=WEEKLY;INTERVAL=2", "after_done": True}
        assert write["due"]["date"]
        # What is not understood is not lost.
        assert (other["due"], other["notes"], other["priority"]) == (None, "Notes\n\n3 days before Easter", 1)

    def test_somebody_who_is_not_here_is_named(self, alice, of_room):
        assert refusal(send(alice, of_room, TODOIST))[2] == "Line 9: “Zoe” is nobody who shares this list."

    @pytest.mark.parametrize(
        ("phrase", "day", "clock", "rule", "after_done"),
        [
            ("2026-10-05", "2026-10-05", None, None, None),
            ("2026-10-05 15:30", "2026-10-05", "15:30", None, None),
            ("5 Oct 2026", "2026-10-05", None, None, None),
            ("Oct 5 2026 at 3pm", "2026-10-05", "15:00", None, None),
            ("October 5, 2026 12am", "2026-10-05", "00:00", None, None),
            ("2026年10月5日", "2026-10-05", None, None, None),
            # The nearest one.
            ("Dec 24", "2026-12-24", None, None, None),
            ("24 Jan", "2027-01-24", None, None, None),
            ("Oct 5", "2026-10-05", None, None, None),
            ("every day", "2026-11-27", None, "FREQ=DAILY", False),
            ("Daily", "2026-11-27", None, "FREQ=DAILY", False),
            ("every! 3 days", "2026-11-27", None, "FREQ=DAILY;INTERVAL=3", True),
            ("every other week", "2026-11-27", None, "FREQ=WEEKLY;INTERVAL=2", False),
            ("every weekday at 9am", "2026-11-27", "09:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", False),
            ("every monday", "2026-11-30", None, "FREQ=WEEKLY;BYDAY=MO", False),
            ("every mon, wed and fri 18:00", "2026-11-27", "18:00", "FREQ=WEEKLY;BYDAY=MO,WE,FR", False),
            ("every other tue", "2026-12-01", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", False),
            ("every 15th", "2026-12-15", None, "FREQ=MONTHLY;BYMONTHDAY=15", False),
            ("every last day", "2026-11-30", None, "FREQ=MONTHLY;BYMONTHDAY=-1", False),
            ("every 2 months starting 2027-01-31", "2027-01-31", None, "FREQ=MONTHLY;INTERVAL=2", False),
            ("every year from 29 Feb 2028", "2028-02-29", None, "FREQ=YEARLY", False),
        ],
    )
    def test_phrases(self, phrase, day, clock, rule, after_done):
        due = {"date": day, "time": clock, "zone": "Europe/Berlin" if clock else None}
        repeat = {"rule": rule, "after_done": after_done} if rule else None
        assert understood(phrase, "Europe/Berlin", "UTC", TODAY) == Due(due, repeat)

    @pytest.mark.parametrize(
        "phrase",
        [
            *[
                "tomorrow",
                "next tuesday at noon",
                "every 0 days",
                "every 32nd",
                "every 15:30",
                "Feb 30",
                "25:00",
            ],
            *[
                "2026-10-05 13pm",
                "2026-10-05 25:00",
                "every day starting soon",
                "jeden Montag",
                "every workday!",
            ],
        ],
    )
    def test_others_are_not_guessed(self, phrase):
        assert understood(phrase, "Europe/Berlin", "UTC", TODAY) is None


def todoism(tmp_path, rows, *, wal=False, extra=""):
    """A database as the tutorial's application makes it."""
    path = tmp_path / "todoism.db"
    database = sqlite3.connect(path)
    if wal:
        database.execute("PRAGMA journal_mode=WAL")
    database.executescript(
        "CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, username VARCHAR(20), password_hash VARCHAR(128),"
        " locale VARCHAR(20));"
        "CREATE TABLE item (id INTEGER NOT NULL PRIMARY KEY, body TEXT, done BOOLEAN, author_id INTEGER);"
        + extra
    )
    names = dict.fromkeys(name for name, *_ in rows)
    database.executemany("INSERT INTO user (id, username) VALUES (?, ?)", list(enumerate(names, 1)))
    ids = {name: number for number, name in enumerate(names, 1)}
    database.executemany(
        "INSERT INTO item (body, done, author_id) VALUES (?, ?, ?)",
        [(body, done, ids[name]) for name, body, done in rows],
    )
    database.commit()
    database.close()
    return path.read_bytes()


class TestTodoism:
    @pytest.mark.parametrize("wal", [False, True])
    def test_its_items_become_ours(self, alice, inbox, tmp_path, wal):
        content = todoism(tmp_path, [("grey", "Learn *Flask*", True), ("grey", "写一本书", False)], wal=wal)
        assert send(alice, inbox, content)[1]["added"] == 2
        found = [(item["text"], item["done_at"] is not None) for item in items(alice, inbox)]
        assert found == [("Learn *Flask*", True), ("写一本书", False)]

    def test_of_several_people_it_has_to_be_said_whose(self, alice, inbox, tmp_path):
        content = todoism(tmp_path, [("grey", "Hers", False), ("ana", "His", False)])
        status, answer = send(alice, inbox, content)
        assert (status, answer["error"]["fields"]) == (
            422,
            {"user": "This database has to-dos of several people (grey, ana). Say whose."},
        )
        assert send(alice, inbox, content, user="nobody")[1]["error"]["fields"] == {
            "user": "Nobody of this name has to-dos in this database."
        }
        assert send(alice, inbox, content, user="ana")[0] == 201
        assert [item["text"] for item in items(alice, inbox)] == ["His"]

    def test_an_item_without_text_is_named(self, alice, inbox, tmp_path):
        content = todoism(tmp_path, [("grey", "Fine", False), ("grey", None, False)])
        assert refusal(send(alice, inbox, content))[2] == "Item 2: A to-do needs some text."

    def test_another_database_is_none(self, alice, inbox, tmp_path):
        database = sqlite3.connect(tmp_path / "other.db")
        database.execute("CREATE TABLE item (body)")
        database.commit()
        database.close()
        answer = send(alice, inbox, (tmp_path / "other.db").read_bytes())
        assert refusal(answer)[2] == "This is not a database of Todoism."

    def test_a_view_that_never_ends_is_not_read(self, alice, inbox, tmp_path):
        endless = (
            "DROP TABLE item; CREATE VIEW item AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT i AS id, 'x' AS body, 0 AS done, 1 AS author_id FROM n;"
        )
        path = tmp_path / "endless.db"
        database = sqlite3.connect(path)
        database.executescript("CREATE TABLE user (id, username); CREATE TABLE item (id);" + endless)
        database.close()
        assert refusal(send(alice, inbox, path.read_bytes()))[2] == "This is not a database of Todoism."


def test_json_is_what_people_expect(alice, full):
    whole = json.loads(export(alice, full, "json").data)
    assert (whole["format"], whole["version"], whole["name"]) == ("parley-list", 1, "")
    ship = whole["items"][0]
    assert ship["subtasks"][0]["text"] == "=HYPERLINK(1)"
    assert ship["comments"][0]["author"] == "bob"
    assert ship["due"] == {"date": "2026-12-31", "time": "17:00", "zone": "Europe/Berlin"}
