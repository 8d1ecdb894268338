"""A list of 5,000 open to-dos: how long it takes to open, to add, tick and drag in it, and to scroll through it.

    python3 run.py bench todos

One request at a time, so that the milliseconds are the server's and not those of a queue.
"""

import os
import shutil
import time
import uuid
from collections.abc import Callable
from typing import Any

from filled import FILLED, LONG_LIST, fill_list
from playwright.sync_api import sync_playwright
from report import Report
from servers import Account, Parley

TIMES = 60
# What opening such a list may take of the server's time.
PROMISED_MS = 300
# Scrolls as a wheel turns, and returns the milliseconds between frames, the shortest first.
SCROLL = """(box) => new Promise((resolve) => {
  const frames = [];
  let last = 0;
  const go = (now) => {
    if (last) frames.push(now - last);
    last = now;
    if (frames.length >= 240) {
      resolve(frames.sort((a, b) => a - b));
      return;
    }
    box.scrollTop += 600;
    requestAnimationFrame(go);
  };
  requestAnimationFrame(go);
})"""


def main() -> None:
    """Measure and print."""
    report = Report("todos")
    parley = Parley(fill_list)
    try:
        reader = Account(parley.base)
        reader.call("POST", "/session", FILLED)
        [of] = reader.call("GET", "/rooms/1/lists")["lists"]
        items = f"/lists/{of['id']}/items"
        found = reader.call("GET", items)["items"]
        if len(found) != LONG_LIST:
            raise SystemExit(f"{len(found)} to-dos instead of {LONG_LIST}")
        opened = timed(lambda number: reader.call("GET", items))
        rows = [
            ["open the list", *opened],
            ["those with a label", *timed(lambda number: reader.call("GET", f"{items}?label=release"))],
            ["my day", *timed(lambda number: reader.call("GET", "/agenda"))],
            ["its numbers", *timed(lambda number: reader.call("GET", "/agenda/counts"))],
            ["catch up with 200 changes", *timed(catch_up(reader, of["id"]))],
            ["add one", *timed(add(reader, of["id"]))],
            ["tick one", *timed(change(reader, found, done=True))],
            [
                "drag one to a place that is taken",
                *timed(change(reader, found, position=found[7]["position"])),
            ],
        ]
        report.table(f"{LONG_LIST:,} to-dos in a list", ["", "p50 ms", "p99 ms"], rows)
        frames = scroll(reader)
        drawn = [[len(frames), frames[len(frames) // 2], frames[int(len(frames) * 0.99)], frames[-1]]]
        head = ["frames", "p50 ms", "p99 ms", "longest ms"]
        report.table("Scrolling through them in Chromium, without a graphics card", head, drawn)
    finally:
        parley.stop()
    report.save()
    if opened[0] > PROMISED_MS:
        raise SystemExit(f"opening the list takes {opened[0]:.0f} ms, and {PROMISED_MS} are promised")


def timed(act: Callable[[int], Any]) -> tuple[float, float]:
    """Return the median and the longest but few of the milliseconds that something takes."""
    taken = []
    for number in range(TIMES):
        start = time.perf_counter()
        act(number)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return taken[len(taken) // 2], taken[int(len(taken) * 0.99)]


def scroll(person: Account) -> list[float]:
    """Return how long each frame took while the list was scrolled in a browser, the shortest first."""
    with sync_playwright() as playwright:
        chosen = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chosen)
        context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
        cookies: Any = [{"name": it.name, "value": it.value, "url": person.base} for it in person.jar]
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(f"{person.base}/rooms/1")
        page.get_by_role("region", name="To-dos").get_by_role("listitem").first.wait_for()
        frames: list[float] = page.evaluate(SCROLL, page.locator(".todo-scroll").element_handle())
        browser.close()
    return frames


def add(person: Account, list_id: int) -> Callable[[int], Any]:
    """Add a to-do at the end of the list."""
    return lambda number: person.call(
        "POST", "/items", {"uid": str(uuid.uuid4()), "list_id": list_id, "text": f"One more: {number}"}
    )


def change(person: Account, items: list[Any], **changes: Any) -> Callable[[int], Any]:
    """Change one to-do after the other."""
    return lambda number: person.call("PATCH", f"/items/{items[20 + number]['uid']}", changes)


def catch_up(person: Account, list_id: int) -> Callable[[int], Any]:
    """Ask for what has changed since a version, which nobody else has asked for."""
    return lambda number: person.call(
        "GET", f"/streams/list:{list_id}/changes?since={LONG_LIST - 200 - number}"
    )


if __name__ == "__main__":
    main()
