"""What a browser asks for before there is something to use, the first time and the second, and how much it loads.

python3 run.py bench page
"""

import os
import re
import shutil
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, sync_playwright
from report import Report
from servers import Account, Parley

# A view is usable when what people come for is there: the first of its links, messages or inputs.
VIEWS = {
    "sign-in, nobody signed in": ("/", "input[type=password]"),
    "home, signed in": ("/", "nav a[href^='/rooms/']"),
    "a room of 60 messages": ("/rooms/1", "[role=log] article"),
}
PATIENCE_SECONDS = 30
SMALLEST_PACKED = 1000  # bytes
# Notes the moment from inside the page, since the answer to a question from outside comes late.
NOTE_WHEN_USABLE = """
(() => {
  const look = () => {
    const found = document.querySelector(SELECTOR);
    if (found && found.checkVisibility()) window.usableAt = (performance.timeOrigin + performance.now()) / 1000;
    else requestAnimationFrame(look);
  };
  look();
})();
"""


@dataclass
class Request:
    """One request of the page, and what it cost."""

    path: str
    kind: str
    at: float
    network: bool = True
    packed: bool = False
    wire_bytes: int = 0


def main() -> None:
    """Measure and print."""
    report = Report("page")
    parley = Parley()
    try:
        (person,) = parley.people(1)
        room = parley.room([person])
        for number in range(60):
            body = {"client_id": f"00000000-0000-4000-8000-{number:012}", "text": f"Message {number}"}
            person.call("POST", f"/rooms/{room}/messages", body)
        with sync_playwright() as playwright:
            # Playwright's own Chromium where the machine has none.
            chosen = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chosen)
            visits = {
                name: both_visits(browser, parley, None if "nobody" in name else person, path, selector)
                for name, (path, selector) in VIEWS.items()
            }
            browser.close()
    finally:
        parley.stop()
    tell_of_requests(report, visits)
    tell_of_bytes(report, visits)
    report.save()


Visit = tuple[list[Request], float]


def both_visits(
    browser: Browser, parley: Parley, person: Account | None, path: str, selector: str
) -> list[Visit]:
    """Open the address twice, the first time with nothing kept."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    if person:
        cookies: Any = [{"name": it.name, "value": it.value, "url": parley.base} for it in person.jar]
        context.add_cookies(cookies)
    visits = [visit(context, parley.base + path, selector) for _ in range(2)]
    context.close()
    return visits


def visit(context: BrowserContext, address: str, selector: str) -> Visit:
    """Open the address in a new tab and return its requests, and when the view was usable."""
    page = context.new_page()
    page.add_init_script(NOTE_WHEN_USABLE.replace("SELECTOR", repr(selector)))
    requests = watch(context.new_cdp_session(page))
    page.goto(address)
    usable_at = None
    for _ in range(PATIENCE_SECONDS):
        # Twice at least: what comes after the view is of interest, too.
        page.wait_for_timeout(1000)
        if usable_at:
            break
        usable_at = page.evaluate("window.usableAt")
    page.close()
    if not usable_at:
        raise SystemExit(f"{address} shows no {selector}")
    return list(requests.values()), usable_at


def watch(session: CDPSession) -> dict[str, Request]:
    """Return what will hold every request of the page."""
    requests: dict[str, Request] = {}

    def begun(event: Any) -> None:
        parts = urlsplit(event["request"]["url"])
        # Of the client's files, the name without what changes with every build.
        file = re.fullmatch(r"/static/assets/(.+)-[\w-]{8}(\.\w+)", parts.path)
        path = "".join(file.groups()) if file else parts.path
        requests[event["requestId"]] = Request(path, event.get("type", "Other"), event["wallTime"])

    def connected(event: Any) -> None:
        requests[event["requestId"]] = Request("websocket", "WebSocket", event["wallTime"])

    def cached(event: Any) -> None:
        requests[event["requestId"]].network = False

    def answered(event: Any) -> None:
        request, response = requests[event["requestId"]], event["response"]
        request.packed = response["headers"].get("Content-Encoding", "") == "gzip"
        # The worker asks the network for the page itself; all else that it answers it has.
        kept = response.get("fromServiceWorker") and request.kind != "Document"
        if response.get("fromDiskCache") or kept:
            request.network = False

    def done(event: Any) -> None:
        if event["requestId"] in requests:
            requests[event["requestId"]].wire_bytes = event["encodedDataLength"]

    session.on("Network.requestWillBeSent", begun)
    session.on("Network.webSocketWillSendHandshakeRequest", connected)
    session.on("Network.requestServedFromCache", cached)
    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", done)
    session.send("Network.enable")
    return requests


def tell_of_requests(report: Report, visits: dict[str, list[Visit]]) -> None:
    """Print how many requests go out before the view is usable, and which."""
    rows = []
    for name, both in visits.items():
        for which, (requests, usable_at) in zip(("first", "second"), both, strict=True):
            sent = [request for request in requests if request.network]
            before = [request for request in sent if request.at < usable_at]
            rows.append(
                [
                    name,
                    which,
                    len(before),
                    len(sent) - len(before),
                    round((usable_at - min(request.at for request in requests)) * 1000),
                    ", ".join(request.path for request in before),
                ]
            )
    head = [
        "",
        "visit",
        "requests before it is usable",
        "after",
        "usable after ms",
        "what it asks for before",
    ]
    report.table("Requests", head, rows)


def tell_of_bytes(report: Report, visits: dict[str, list[Visit]]) -> None:
    """Print what the first visit loads, compressed as it was sent."""
    rows = []
    for name, (first, _) in visits.items():
        requests, usable_at = first
        row: list[Any] = [name]
        for before in (True, False):
            files = [
                request
                for request in requests
                if request.kind in ("Script", "Stylesheet") and (request.at < usable_at) == before
            ]
            row += [
                sum(f.wire_bytes for f in files if f.kind == kind) / 1000 for kind in ("Script", "Stylesheet")
            ]
            # The smallest would only grow.
            bare = [f.path for f in files if not f.packed and f.wire_bytes > SMALLEST_PACKED]
            if bare:
                raise SystemExit("not compressed: " + ", ".join(bare))
        everything = sum(request.wire_bytes for request in requests if request.at < usable_at) / 1000
        rows.append([*row[:3], row[1] + row[2], everything, row[3] + row[4]])
    head = [
        "first visit",
        "JavaScript KB",
        "CSS KB",
        "together",
        "everything before it is usable KB",
        "later JS + CSS KB",
    ]
    report.table("On the wire, gzipped", head, rows)


if __name__ == "__main__":
    main()
