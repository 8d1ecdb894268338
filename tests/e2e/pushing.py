"""Pushes in a browser: its subscription is to a push service of the test's own, and what arrives there is handed to the
worker as the browser does. What cannot be pressed from outside is pressed in the worker.
"""

import json
import uuid
from typing import Any

from playwright.sync_api import Page, Worker

from tests.e2e.devices import Device
from tests.e2e.people import Person
from tests.eventually import eventually
from tests.push_service import Pushed, PushService

# No browser subscribes without its vendor's push service. All else is the browser's own.
SUBSCRIBING = """(() => {
  const {endpoint, p256dh, auth} = SUBSCRIPTION;
  const made = () => ({
    endpoint,
    toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
    unsubscribe: async () => { localStorage.removeItem("test-subscribed"); return true; },
  });
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    if (!userVisibleOnly) throw new DOMException("", "NotAllowedError");
    localStorage.setItem("test-subscribed", applicationServerKey);
    return made();
  };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem("test-subscribed") ? made() : null);
})();"""
SHOWN = """async () => (await registration.getNotifications()).map(
  ({ title, body, tag, lang, silent, renotify, data, actions, timestamp }) =>
    ({ title, body, tag, lang, silent, renotify, data, timestamp, actions: actions.map(({ title }) => title) }))"""
# A constructed event has no time of its own to ask for, so what it would take is waited for here.
PRESS = """async ([tag, action, reply]) => {
  const [notification] = await registration.getNotifications({ tag });
  if (!notification) throw new Error(`nothing is shown of ${tag}`);
  const event = new NotificationEvent("notificationclick", { notification, action });
  const work = [];
  Object.defineProperty(event, "waitUntil", { value: (it) => work.push(it) });
  Object.defineProperty(event, "reply", { value: reply });
  dispatchEvent(event);
  await Promise.all(work);
}"""
# Only what somebody has really pressed may open a tab.
OPENING = """() => {
  self.opened = [];
  Clients.prototype.openWindow = async (url) => { opened.push(url); return null; };
}"""


class Reached:
    """Somebody's browser that is reached with every tab closed.

    Args:
        service: where it is subscribed.
    """

    def __init__(self, person: Person, service: PushService, **options: Any) -> None:
        self.service = service
        self.name = str(uuid.uuid4())
        self.device: Device = person.another_device(
            permissions=["notifications"], service_workers="allow", **options
        )
        script = SUBSCRIBING.replace("SUBSCRIPTION", json.dumps(service.subscription(self.name)))
        self.device.context.add_init_script(script)
        self._page: Page | None = None
        self._registration = ""

    def turn_on(self) -> Page:
        """Press the switch in the settings; return the page."""
        page = self.device.open("/settings")
        switch = page.get_by_role("checkbox", name="With Parley closed")
        switch.check()
        page.get_by_role("listitem").filter(has_text="This device").get_by_role(
            "button", name="Remove"
        ).wait_for()
        return page

    def closed(self) -> "Reached":
        """Turn it on and close the tab; one stays at an address without Parley, to see the worker from."""
        page = self.turn_on()
        page.goto(self.device.url + "/health")
        return self

    @property
    def worker(self) -> Worker:
        """The worker."""
        return self.device.context.service_workers[0]

    def arrived(self, count: int = 1) -> Pushed:
        """Return the latest of so many pushes that have come to the push service."""
        eventually(lambda: len(self.service.pushed) >= count)
        assert len(self.service.pushed) == count, [pushed.data for pushed in self.service.pushed]
        return self.service.pushed[-1]

    def deliver(self, data: Any) -> None:
        """Have the browser hand something to its worker."""
        if self._page is None:
            self._page = self.device.open("/health")
            found: list[dict[str, Any]] = []
            self._cdp = self.device.context.new_cdp_session(self._page)
            hear = lambda event: found.extend(event["registrations"])  # noqa: E731
            self._cdp.on("ServiceWorker.workerRegistrationUpdated", hear)
            self._cdp.send("ServiceWorker.enable")
            eventually(lambda: self._page and (self._page.wait_for_timeout(20) or found))
            self._registration = found[-1]["registrationId"]
        self._send("deliverPushMessage", data=json.dumps(data))

    def wake(self) -> None:
        """Have the browser tell the worker that there is a connection again."""
        self._send("dispatchSyncEvent", tag="notices", lastChance=False)

    def told(self, count: int = 1) -> str:
        """Hand the latest of so many pushes to the worker, and return its topic once it is shown."""
        data = self.arrived(count).data
        self.deliver(data)
        self.sees(data["title"])
        return str(data["topic"])

    def shown(self) -> list[dict[str, Any]]:
        """Return what is shown outside of every page."""
        found: list[dict[str, Any]] = self.worker.evaluate(SHOWN)
        return found

    def sees(self, title: str) -> dict[str, Any]:
        """Return what is shown under a title, once it is."""
        return eventually(lambda: next((one for one in self.shown() if one["title"] == title), None))  # type: ignore[no-any-return]

    def press(self, tag: str, action: str = "", reply: str | None = None) -> None:
        """Press a notification or one of its buttons, and return when the worker has done what it can."""
        self.worker.evaluate(PRESS, [tag, action, reply])

    def _send(self, method: str, **arguments: Any) -> None:
        arguments |= {"origin": self.device.url, "registrationId": self._registration}
        self._cdp.send(f"ServiceWorker.{method}", arguments)
