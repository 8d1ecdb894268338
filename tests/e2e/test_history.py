"""Reading far back, and finding one's way to the newest again."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.devices import answered
from tests.e2e.people import Person
from tests.e2e.places import address, composer, log, message, messages, say, words

Room = dict[str, Any]
# What the page holds at most, and a little that is on its way.
MOST_ARTICLES = 310
# Where a message stands may differ by so much and still seem not to move.
STILL_PX = 3


def test_scrolling_through_500_messages_never_moves_what_is_being_read(alice: Person, bob: Person) -> None:
    room = _make_archive(alice, bob, 500)
    page = bob.open_room(room)
    expect(message(page, "Entry 500.")).to_be_in_viewport()
    expect(messages(page)).to_have_count(50)
    while not message(page, "Entry 001.").count():
        _read_up(page)
        assert messages(page).count() <= MOST_ARTICLES
    log(page).evaluate("log => { log.scrollTop = 0 }")
    expect(message(page, "Entry 001.")).to_be_in_viewport()
    expect(page.get_by_text("This is where it begins.")).to_be_visible()
    assert _numbers(page) == list(range(1, len(_numbers(page)) + 1))
    while not message(page, "Entry 500.").count():
        _read_down(page)
        assert messages(page).count() <= MOST_ARTICLES
    log(page).evaluate("log => { log.scrollTop = log.scrollHeight }")
    expect(message(page, "Entry 500.")).to_be_in_viewport()
    numbers = _numbers(page)
    assert numbers == list(range(numbers[0], 501))


def test_what_arrives_while_reading_back_is_counted_and_waits(alice: Person, bob: Person) -> None:
    room = _make_archive(alice, bob, 120)
    page = bob.open_room(room)
    expect(message(page, "Entry 120.")).to_be_in_viewport()
    log(page).hover()
    page.mouse.wheel(0, -1500)
    expect(message(page, "Entry 120.")).not_to_be_in_viewport()
    expect(messages(page)).not_to_have_count(50)
    before = _top_message(page)
    for number in (121, 122, 123):
        alice.post(room, f"Entry {number}.")
    newest = page.get_by_role("button", name="3 new messages")
    expect(newest).to_be_visible()
    assert abs(_place(page, before["id"]) - before["top"]) <= STILL_PX
    newest.click()
    expect(message(page, "Entry 123.")).to_be_in_viewport()
    expect(newest).to_be_hidden()
    alice.post(room, "Entry 124.")
    expect(message(page, "Entry 124.")).to_be_in_viewport()


def test_what_failed_to_load_comes_without_another_movement(alice: Person, bob: Person) -> None:
    room = _make_archive(alice, bob, 120)
    page = bob.open_room(room)
    expect(message(page, "Entry 120.")).to_be_in_viewport()
    bob.device.go_offline()
    oldest = _go_and_look(page, "0", "first")
    expect(page.get_by_text("The server cannot be reached.")).to_have_count(1)
    expect(message(page, "Entry 070.")).to_have_count(0)
    bob.device.go_online()
    expect(message(page, "Entry 070.")).to_be_attached()
    assert abs(_place(page, oldest["id"]) - oldest["top"]) <= STILL_PX


def test_from_far_back_to_the_newest_in_one_step(alice: Person, bob: Person) -> None:
    room = _make_archive(alice, bob, 120)
    page = bob.open(address(room, bob.history(room)[9]))
    expect(message(page, "Entry 010.")).to_be_in_viewport()
    page.get_by_role("button", name="Jump to newest").click()
    expect(message(page, "Entry 120.")).to_be_in_viewport()
    expect(page).to_have_url(bob.device.url + address(room))


def test_a_link_to_a_message_opens_around_it(alice: Person, bob: Person) -> None:
    room = _make_archive(alice, bob, 120)
    page = bob.open(address(room, bob.history(room)[39]))
    expect(message(page, "Entry 040.")).to_be_in_viewport()
    expect(message(page, "Entry 030.")).to_be_attached()
    expect(message(page, "Entry 050.")).to_be_attached()
    expect(message(page, "Entry 120.")).to_have_count(0)
    page.reload()
    expect(message(page, "Entry 040.")).to_be_in_viewport()


def test_writing_from_far_back_leads_to_what_was_written(alice: Person, bob: Person) -> None:
    room = _make_archive(alice, bob, 120)
    page = bob.open(address(room, bob.history(room)[19]))
    expect(message(page, "Entry 020.")).to_be_in_viewport()
    say(page, "I have read it all.")
    expect(message(page, "I have read it all.")).to_be_in_viewport()
    expect(message(page, "Entry 120.")).to_be_in_viewport()
    expect(composer(page)).to_be_focused()


def test_a_link_to_a_message_that_is_gone(alice: Person, bob: Person, room: Room) -> None:
    gone = alice.post(room, "Never mind")
    alice.call("DELETE", f"/rooms/{room['id']}/messages/{gone['id']}")
    alice.post(room, "What I meant")
    bob.device.expect_complaints(answered(404))
    for path in (address(room, gone), address(room) + "/messages/987654321", address(room) + "/messages/x"):
        page = bob.open(path)
        expect(message(page, "What I meant")).to_be_visible()
        expect(message(page, "Never mind")).to_have_count(0)
        notice = page.get_by_role("status").filter(has_text="That message is gone")
        expect(notice).to_be_visible()
        expect(composer(page)).to_be_visible()
        notice.get_by_role("button", name="Close").click()
        expect(notice).to_be_hidden()
        expect(page).to_have_url(bob.device.url + address(room))
        expect(message(page, "What I meant")).to_be_visible()


def test_a_link_to_a_deleted_message_far_back_opens_the_newest(alice: Person, bob: Person) -> None:
    room = _make_archive(alice, bob, 120)
    gone = bob.history(room)[9]
    writer = alice if gone["author"]["id"] == alice.id else bob
    writer.call("DELETE", f"/rooms/{room['id']}/messages/{gone['id']}")
    page = bob.open(address(room, gone))
    expect(page.get_by_role("status").filter(has_text="That message is gone")).to_be_visible()
    expect(message(page, "Entry 120.")).to_be_in_viewport()


def _make_archive(alice: Person, bob: Person, length: int) -> Room:
    """Make a room with a long history of short and long messages."""
    room = alice.make_room("Archive", "closed", bob)
    for number in range(1, length + 1):
        writer = alice if number % 7 < 4 else bob
        more = "It takes several lines. " * (number % 11) if number % 3 == 0 else ""
        writer.post(room, f"Entry {number:03}. {more}")
    return room


def _read_up(page: Page) -> None:
    """Scroll near to the top, and expect that older messages come in without moving what is there."""
    oldest = _go_and_look(page, "0", "first")
    page.wait_for_function(
        "([log, oldest]) => log.querySelector('article').dataset.id !== oldest",
        arg=[log(page).element_handle(), oldest["edge"]],
    )
    assert abs(_place(page, oldest["id"]) - oldest["top"]) <= STILL_PX


def _read_down(page: Page) -> None:
    """Scroll near to the end, and expect that newer messages come in without moving what is there."""
    newest = _go_and_look(page, "log.scrollHeight - log.clientHeight - 60", "last")
    page.wait_for_function(
        "([log, newest]) => [...log.querySelectorAll('article')].at(-1).dataset.id !== newest",
        arg=[log(page).element_handle(), newest["edge"]],
    )
    assert abs(_place(page, newest["id"]) - newest["top"]) <= STILL_PX


def _go_and_look(page: Page, where: str, edge: str) -> dict[str, Any]:
    """Scroll to a place and return what is there in the same moment: the message at the top, and the first or last."""
    at = {"first": 0, "last": -1}[edge]
    return log(page).evaluate(f"""log => {{
        log.scrollTop = {where};
        return {{ ...({_TOP})(log), edge: [...log.querySelectorAll("article")].at({at}).dataset.id }};
    }}""")


def _top_message(page: Page) -> dict[str, Any]:
    return log(page).evaluate(_TOP)


def _place(page: Page, id: str) -> float:
    box = log(page).locator(f'[data-id="{id}"]').bounding_box()
    assert box is not None
    return box["y"]


def _numbers(page: Page) -> list[int]:
    return [int(number) for number in words(page, r"Entry (\d+)\.")]


_TOP = """log => {
  const top = log.getBoundingClientRect().top;
  const first = [...log.querySelectorAll("article")].find((it) => it.getBoundingClientRect().bottom > top);
  return { id: first.dataset.id, top: first.getBoundingClientRect().top };
}"""
