"""To-dos are part of the conversation: written, ticked, asked for and waited for where people talk."""

import re
import uuid
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import Person
from tests.e2e.places import composer, log, message, messages, room_link, say, todo, waiting
from tests.e2e.test_accessibility import _nobody_is_shut_out as nobody_is_shut_out
from tests.e2e.test_hostile_text import ACTS, AWKWARD, SCRIPTS
from tests.eventually import eventually

Room = dict[str, Any]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_a_command_adds_to_the_room_and_posts_a_card(alice: Person, bob: Person, room: Room) -> None:
    alices, bobs = alice.open_room(room), bob.open_room(room)
    composer(alices).fill(f"/todo ship it @{bob.username} fri 17:00 #release !")
    chips = alices.get_by_role("list", name="Understood")
    expect(chips.get_by_role("button")).to_have_count(4)
    expect(chips.get_by_role("button", name="Remove Bob")).to_be_visible()
    composer(alices).press("Enter")
    for page in (alices, bobs):
        expect(tick(page, "ship it")).to_be_visible()
        expect(card(page, "ship it")).to_contain_text("To-do · Bob · ")
        expect(card(page, "ship it")).to_contain_text("To-dos")
    expect(composer(alices)).to_have_value("")
    expect(todo(alices, "ship it")).to_be_visible()
    [item] = items(alice, room)
    assert (item["assignee"]["id"], item["labels"], item["priority"]) == (bob.id, ["release"], 1)
    assert item["due"]["time"] == "17:00"
    assert [said["text"] for said in alice.history(room)] == [f"[ship it](/todos/{item['uid']})"]


def test_the_other_ticks_it_and_both_see_so(alice: Person, bob: Person, room: Room) -> None:
    alices, bobs = alice.open_room(room), bob.open_room(room)
    say(alices, "[] water the plants")
    tick(bobs, "water the plants").check()
    for page in (alices, bobs):
        expect(tick(page, "water the plants")).to_be_checked()
        expect(card(page, "water the plants")).to_contain_text("done by Bob")
    tick(alices, "water the plants").uncheck()
    expect(tick(bobs, "water the plants")).not_to_be_checked()
    [item] = items(alice, room)
    alice.call("PATCH", f"/items/{item['uid']}", text="water **all** plants", assignee_id=alice.id)
    for page in (alices, bobs):
        expect(tick(page, "water all plants")).to_be_visible()
        expect(card(page, "water all plants")).to_contain_text("Alice")


def test_chips_that_are_not_meant_can_be_taken_away(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open_room(room)
    composer(page).fill("/todo sing tomorrow #home")
    chips = page.get_by_role("list", name="Understood")
    expect(chips.get_by_role("button")).to_have_count(2)
    chips.get_by_role("button", name="Remove Tomorrow").click()
    expect(chips.get_by_role("button")).to_have_count(1)
    expect(composer(page)).to_be_focused()
    composer(page).press("Enter")
    expect(tick(page, "sing tomorrow")).to_be_visible()
    [item] = items(alice, room)
    assert (item["text"], item["due"], item["labels"]) == ("sing tomorrow", None, ["home"])


def test_what_is_no_command_is_said(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open_room(room)
    texts = ["`/todo x`", "\\[] x", "```\n/todo x\n```", "/todos x", "see /todo x"]
    for text in texts:
        composer(page).fill(text)
        composer(page).press("Enter")
    expect(messages(page)).to_have_count(len(texts))
    expect(log(page).get_by_role("checkbox")).to_have_count(0)
    assert items(alice, room, 0) == []


def test_commands_are_shown_to_who_types_a_slash(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open_room(room)
    composer(page).press_sequentially("/")
    expect(page.get_by_role("list", name="Commands").get_by_role("button")).to_have_count(2)
    composer(page).press_sequentially("t")
    expect(page.get_by_role("list", name="Commands").get_by_role("button")).to_have_count(1)
    composer(page).press("Tab")
    expect(composer(page)).to_have_value("/todo ")
    composer(page).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Say what is to be done.")).to_be_visible()
    composer(page).press_sequentially("milk\n")
    expect(tick(page, "milk")).to_be_visible()


def test_in_chinese(alice: Person, bob: Person, room: Room) -> None:
    alice.call("PATCH", "/me", locale="zh_Hans")
    page = alice.open_room(room)
    area = page.get_by_role("textbox", name="消息", exact=True)
    area.fill(f"/任务 下周五下午5点 交报告 @{bob.username}")
    chips = page.get_by_role("list", name="已识别")
    expect(chips.get_by_role("button")).to_have_count(2)
    area.press("Enter")
    article = page.get_by_role("article").filter(has=page.get_by_role("checkbox", name="交报告"))
    expect(article).to_contain_text("待办 · Bob · ")
    area.fill("【】 买牛奶")
    area.press("Enter")
    expect(page.get_by_role("log").get_by_role("checkbox", name="买牛奶")).to_be_visible()
    area.fill("/点名 谁参加？")
    area.press("Enter")
    expect(page.get_by_text("2 人中 0 人已打勾")).to_be_visible()
    assert {item["text"] for item in items(bob, room, 3)} == {"交报告", "买牛奶", "谁参加？"}


def test_offline_both_wait_and_arrive_together(alice: Person, bob: Person, room: Room) -> None:
    alices, bobs = alice.open_room(room), bob.open_room(room)
    # What commands need has been fetched once.
    say(alices, "/todo first")
    expect(tick(bobs, "first")).to_be_visible()
    alice.device.go_offline()
    say(alices, "/todo buy milk tomorrow")
    expect(tick(alices, "buy milk")).to_be_visible()
    expect(card(alices, "buy milk")).to_contain_text("waiting to be sent")
    expect(waiting(alices)).to_have_count(1)
    tick(alices, "buy milk").check()
    tick(alices, "first").check()
    expect(tick(bobs, "first")).not_to_be_checked()
    alice.device.go_online()
    for text in ("buy milk", "first"):
        expect(tick(bobs, text)).to_be_checked()
    expect(waiting(alices)).to_have_count(0)
    expect(card(alices, "buy milk")).not_to_contain_text("waiting to be sent")


def test_a_card_says_when_there_is_nothing_to_see(
    alice: Person, bob: Person, charlie: Person, room: Room
) -> None:
    page = bob.open_room(room)
    secret = alice.make_room("Secret", "closed", charlie)
    hidden = alice.call("POST", "/items", uid=str(uuid.uuid4()), room_id=secret["id"], text="Secret plan")
    alice.post(room, f"[Look](/todos/{hidden['uid']})")
    expect(message(page, "Look")).to_contain_text("This to-do is gone, or not for you to see.")
    expect(message(page, "Look").get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_text("Secret plan")).to_have_count(0)
    shown = alice.call("POST", "/items", uid=str(uuid.uuid4()), room_id=room["id"], text="Shown")
    alice.post(room, f"[Shown](/todos/{shown['uid']})")
    expect(tick(page, "Shown")).to_be_visible()
    alice.call("DELETE", f"/items/{shown['uid']}")
    expect(message(page, "Shown")).to_contain_text("In the trash")
    message(page, "Shown").get_by_role("button", name="Restore").click()
    expect(tick(page, "Shown")).to_be_visible()
    # A link among other words, and one that leads elsewhere, are links.
    alice.post(room, f"Both [one](/todos/{shown['uid']}) and two")
    alice.post(room, f"[Elsewhere](https://example.org/todos/{shown['uid']})")
    for text in ("Both", "Elsewhere"):
        expect(message(page, text).get_by_role("link")).to_be_visible()
        expect(message(page, text).get_by_role("checkbox")).to_have_count(0)


def test_a_message_becomes_a_to_do_and_the_room_hears_when_it_is_done(
    alice: Person, bob: Person, room: Room
) -> None:
    alices, bobs = alice.open_room(room), bob.open_room(room)
    say(bobs, "Could somebody **water** the [plants](https://example.org/)?\nThey look sad.")
    message(alices, "They look sad").hover()
    alices.get_by_role("button", name="Make a to-do").click()
    dialog = alices.get_by_role("dialog", name="Make a to-do")
    field = dialog.get_by_role("textbox", name="Add a to-do")
    expect(field).to_have_value("Could somebody water the plants?")
    field.press("End")
    field.press_sequentially(f" @{bob.username}")
    expect(dialog.get_by_role("button", name="Remove Bob")).to_be_visible()
    field.press("Enter")
    expect(dialog).to_be_hidden()
    for page in (alices, bobs):
        expect(made(page, "They look sad")).to_have_text("To-do · Bob")
    [item] = items(alice, room)
    assert item["source"] == {"room_id": room["id"], "message_id": alice.history(room)[0]["id"]}
    bobs.reload()
    expect(made(bobs, "They look sad")).to_have_text("To-do · Bob")
    # Who asked is told where they are, when somebody else has done it.
    room_link(bobs, "Design").wait_for()
    bobs.get_by_role("link", name="Browse rooms").click()
    expect(bobs.get_by_role("heading", name="Browse rooms")).to_be_visible()
    todo(alices, "Could somebody water the plants?").get_by_role("checkbox").check()
    expect(made(alices, "They look sad")).to_have_text("Done by Alice")
    line = messages(alices).last
    expect(line).to_contain_text("Alice has done Could somebody water the plants?")
    expect(line.get_by_role("checkbox")).to_have_count(0)
    expect(bobs.get_by_text("Alice has done “Could somebody water the plants?”")).to_be_visible()
    bobs.get_by_role("button", name="Show", exact=True).click()
    sheet = bobs.get_by_role("dialog")
    expect(sheet.get_by_role("checkbox").first).to_be_checked()


def test_a_chip_leads_to_the_to_do(alice: Person, bob: Person, room: Room) -> None:
    said = bob.post(room, "Please order chairs")
    source = {"room_id": room["id"], "message_id": said["id"]}
    alice.call(
        "POST", "/items", uid=str(uuid.uuid4()), room_id=room["id"], text="Order chairs", source=source
    )
    page = alice.open_room(room)
    made(page, "Please order chairs").click()
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Text of the to-do")).to_have_value(
        "Order chairs"
    )
    expect(page).to_have_url(re.compile(rf"/rooms/{room['id']}$"))


def test_a_roll_call_asks_everybody(alice: Person, bob: Person, room: Room) -> None:
    alices, bobs = alice.open_room(room), bob.open_room(room)
    say(alices, "/rollcall Who comes to lunch?")
    expect(card(bobs, "Who comes to lunch?")).to_contain_text("0 of 2 have ticked")
    tick(bobs, "Who comes to lunch?").check()
    for page in (alices, bobs):
        expect(card(page, "Who comes to lunch?")).to_contain_text("1 of 2 have ticked")
    expect(tick(alices, "Who comes to lunch?")).not_to_be_checked()
    alices.get_by_text("1 of 2 have ticked").click()
    people = card(alices, "Who comes to lunch?").get_by_role("listitem")
    expect(people).to_have_text(["Bob: ticked", "Alice: not yet"])
    tick(alices, "Who comes to lunch?").check()
    for page in (alices, bobs):
        expect(card(page, "Who comes to lunch?")).to_contain_text("2 of 2 have ticked")
        expect(card(page, "Who comes to lunch?")).to_contain_text("done")
    tick(bobs, "Who comes to lunch?").uncheck()
    expect(card(alices, "Who comes to lunch?")).to_contain_text("1 of 2 have ticked")
    expect(tick(alices, "Who comes to lunch?")).to_be_checked()


def test_a_roll_call_can_come_again_at_an_hour(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open_room(room)
    say(page, "/rollcall Stand-up every weekday 9:00")
    expect(card(page, "Stand-up")).to_contain_text("every weekday")
    [item] = items(alice, room)
    assert item["roll_call"]
    assert item["repeat"]["rule"] == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    assert item["due"]["time"] == "09:00"
    assert item["due"]["zone"]


def test_an_answer_ends_the_waiting(alice: Person, bob: Person, room: Room) -> None:
    alices, bobs = alice.open_room(room), bob.open_room(room)
    say(alices, f"@{bob.username} when do we ship?")
    message(alices, "when do we ship?").hover()
    alices.get_by_role("button", name="Wait for an answer").click()
    expect(made(alices, "when do we ship?")).to_have_text("Waiting for Bob")
    # It is nobody's business but hers.
    expect(message(bobs, "when do we ship?")).to_be_visible()
    expect(made(bobs, "when do we ship?")).to_have_count(0)
    assert [item["waiting_for"]["id"] for item in alice.call("GET", "/agenda?view=waiting")["items"]] == [
        bob.id
    ]
    say(bobs, "On Friday")
    expect(made(alices, "when do we ship?")).to_have_text("Bob has answered")
    expect(messages(alices)).to_have_count(2)
    assert alice.call("GET", "/agenda?view=waiting")["items"] == []


def test_waiting_needs_somebody(alice: Person, bob: Person, room: Room) -> None:
    page = alice.open_room(room)
    say(page, "Nobody in particular", "@nobody-here, well?")
    message(page, "Nobody in particular").hover()
    toolbar = page.get_by_role("toolbar", name="Message actions")
    expect(toolbar.get_by_role("button", name="Make a to-do")).to_be_visible()
    expect(toolbar.get_by_role("button", name="Wait for an answer")).to_be_hidden()
    message(page, "@nobody-here").hover()
    toolbar.get_by_role("button", name="Wait for an answer").click()
    expect(page.get_by_text("Nobody of this room is mentioned in it.")).to_be_visible()


def test_with_the_keyboard_alone(alice: Person, bob: Person, room: Room) -> None:
    bob.post(room, "Somebody book a table")
    page = alice.open_room(room)
    expect(message(page, "book a table")).to_be_visible()
    composer(page).focus()
    message(page, "book a table").focus()
    page.keyboard.press("t")
    field = page.get_by_role("dialog").get_by_role("textbox", name="Add a to-do")
    expect(field).to_be_focused()
    expect(field).to_have_value("Somebody book a table")
    page.keyboard.press("Enter")
    expect(made(page, "book a table")).to_be_visible()
    say(page, "/todo call them")
    expect(tick(page, "call them")).to_be_visible()
    messages(page).last.focus()
    page.keyboard.press("Tab")
    expect(tick(page, "call them")).to_be_focused()
    page.keyboard.press("Space")
    expect(tick(page, "call them")).to_be_checked()
    expect(card(page, "call them")).to_contain_text("done by Alice")
    expect(tick(page, "call them")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To-do: call them")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Text of the to-do")).to_have_value(
        "call them"
    )


def test_on_a_phone(alice: Person, bob: Person, room: Room) -> None:
    bob.post(room, "Please bring the projector")
    page = alice.another_device(**PHONE).open(f"/rooms/{room['id']}")
    message(page, "projector").tap()
    page.get_by_role("button", name="Make a to-do").tap()
    dialog = page.get_by_role("dialog", name="Make a to-do")
    dialog.get_by_role("button", name="Add", exact=True).tap()
    expect(made(page, "projector")).to_have_text("To-do")
    composer(page).fill("/todo buy a lamp tomorrow")
    page.get_by_role("button", name="Send").tap()
    tick(page, "buy a lamp").tap()
    expect(tick(page, "buy a lamp")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = tick(page, "buy a lamp").bounding_box()
    assert box is not None
    # What a finger hits is wider than the circle.
    page.touchscreen.tap(box["x"] - 9, box["y"] + box["height"] / 2)
    expect(tick(page, "buy a lamp")).not_to_be_checked()


def test_nothing_in_a_card_acts_or_breaks_the_page(alice: Person, bob: Person, room: Room) -> None:
    page = bob.open_room(room)
    expect(composer(page)).to_be_visible()
    phone = bob.another_device(**PHONE).open(f"/rooms/{room['id']}")
    texts = [*SCRIPTS, *AWKWARD, "Say [] and ](", "C:\\", "[x](/todos/y)", "`a` **b** ~~c~~"]
    for text in texts:
        item = alice.call("POST", "/items", uid=str(uuid.uuid4()), room_id=room["id"], text=text[:2000])
        alice.post(room, f"[{'x'}](/todos/{item['uid']})")
    for each in (page, phone):
        expect(log(each).get_by_role("checkbox")).to_have_count(len(texts))
        expect(log(each).locator("img, script, iframe, svg[onload], form")).to_have_count(0)
        assert each.evaluate("window.itActed") is None
        for link in log(each).get_by_role("link").all():
            assert re.match(r"(https?:|mailto:|/)", link.get_attribute("href") or "/"), link
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert ACTS not in (page.title() or "")
    say(page, "/todo <img src=x onerror='window.itActed = true'> [a](javascript:window.itActed=true)")
    expect(log(page).get_by_role("checkbox")).to_have_count(len(texts) + 1)
    assert page.evaluate("window.itActed") is None


def test_whoever_reads_above_is_not_moved_by_cards(alice: Person, bob: Person, room: Room) -> None:
    uids = []
    for number in range(30):
        item = alice.call("POST", "/items", uid=str(uuid.uuid4()), room_id=room["id"], text=f"Thing {number}")
        uids.append(item["uid"])
        alice.post(room, f"[Thing {number}](/todos/{item['uid']})")
        alice.post(room, f"Words about {number}")
    page = bob.open_room(room)
    expect(tick(page, "Thing 29")).to_be_visible()
    target = message(page, "Words about 15")
    log(page).evaluate(
        """(log, text) => {
          const found = [...log.querySelectorAll('article')].find((each) => each.textContent.trim().endsWith(text));
          log.scrollTop += found.getBoundingClientRect().top - log.getBoundingClientRect().top + 12;
        }""",
        "Words about 15",
    )
    expect(page.get_by_role("button", name="Jump to newest")).to_be_visible()
    before = place_of(target)
    for uid in uids:
        alice.call("PATCH", f"/items/{uid}", text="A far longer text. " * 12, assignee_id=bob.id)
    expect(log(page).get_by_role("checkbox", name="A far longer text.").first).to_be_attached()
    expect(log(page).get_by_role("checkbox", name=re.compile("^Thing"))).to_have_count(0)
    # A screen has no halves of its points: each card may leave one to the next.
    assert abs(place_of(target) - before) <= 8


def test_everybody_can_use_it(alice: Person, bob: Person, room: Room) -> None:
    said = bob.post(room, "Please order chairs")
    source = {"room_id": room["id"], "message_id": said["id"]}
    done = alice.call(
        "POST", "/items", uid=str(uuid.uuid4()), room_id=room["id"], text="Chairs", source=source
    )
    alice.call("PATCH", f"/items/{done['uid']}", done=True)
    for look in ({}, PHONE):
        page = alice.another_device(**look).open(f"/rooms/{room['id']}")
        say(page, f"/todo late yesterday @{bob.username}", "/rollcall Who comes?")
        card(page, "Who comes?").last.get_by_text("0 of 2 have ticked").click()
        # What comes next is to be the last.
        expect(log(page).locator(".pending")).to_have_count(0)
        alice.post(room, f"[gone](/todos/{uuid.uuid4()})")
        expect(messages(page).last).to_contain_text("This to-do is gone")
        composer(page).fill("/")
        expect(page.get_by_role("list", name="Commands")).to_be_visible()
        nobody_is_shut_out(page)
        composer(page).fill("/todo tidy up tomorrow 17:00")
        expect(page.get_by_role("list", name="Understood")).to_be_visible()
        nobody_is_shut_out(page)
        composer(page).fill("")
        message(page, "Please order chairs").focus()
        page.keyboard.press("t")
        expect(page.get_by_role("dialog").get_by_role("textbox", name="Add a to-do")).to_be_focused()
        nobody_is_shut_out(page)


def card(page: Page, text: str) -> Locator:
    """A message that is drawn as a to-do."""
    return messages(page).filter(has=page.get_by_role("checkbox", name=text))


def tick(page: Page, text: str) -> Locator:
    """The checkbox of a card."""
    return log(page).get_by_role("checkbox", name=text)


def made(page: Page, text: str) -> Locator:
    """What a message has become."""
    return message(page, text).locator(".made-chip")


def items(person: Person, room: Room, count: int = 1) -> list[dict[str, Any]]:
    """What the room has to do, and has done, once there are so many."""
    [first] = person.call("GET", f"/rooms/{room['id']}/lists")["lists"]
    found: list[dict[str, Any]] = []

    def are_there() -> bool:
        found[:] = person.call("GET", f"/lists/{first['id']}/items?state=all")["items"]
        return len(found) == count

    eventually(are_there)
    return found


def place_of(target: Locator) -> float:
    """How far down the screen something is."""
    box = target.bounding_box()
    assert box is not None
    return box["y"]


def test_the_next_command_need_not_wait_for_the_last(alice: Person, room: Room) -> None:
    page = alice.open_room(room)
    expect(composer(page)).to_be_visible()
    page.route("**/members?*", lambda route: (page.wait_for_timeout(700), route.continue_()))
    say(page, "/todo Water the plants", "/todo Feed the cat", "/todo")
    expect(page.get_by_text("Say what is to be done.")).to_be_visible()
    expect(composer(page)).to_have_value("/todo")
    for text in ("Water the plants", "Feed the cat"):
        expect(messages(page).get_by_role("checkbox", name=text)).to_be_visible()
