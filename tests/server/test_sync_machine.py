"""Nothing is lost, nothing is shown twice: the client's own modules against the server, over the worst of networks.

Each tab runs the real client without its page (``tests/client/sync_driver.js``) in a Node process. Everything that goes
between a tab and the server passes through here, where it is delivered, doubled, reordered or lost as hypothesis likes.
In the end every tab must hold what the database holds.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from server.realtime import catching_up
from server.realtime.hub import socketio
from tests.server.conftest import Person

DRIVER = Path(__file__).parents[1] / "client" / "sync_driver.js"
NAMESPACES = ("/chat", "/me")
T = TypeVar("T")
# So small that catching up often ends in a reset.
FEW = 6

tabs = st.integers(0, 2)
rooms = st.integers(0, 2)
which = st.integers(0, 1000)


def some(has: Callable[["Tab"], Any]) -> Any:
    """Let a rule run only while there is a tab that it can do something to."""
    return precondition(lambda machine: any(has(tab) for tab in machine.tabs))


def pick(candidates: Sequence[T], index: int) -> T:
    return candidates[index % len(candidates)]


class Tab:
    """A person's browser tab, with the network between it and the server."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.process = subprocess.Popen(
            ["node", str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.sockets: dict[str, Any] = {}
        self.is_open = False
        self.forget()

    def forget(self) -> None:
        """Know of nothing yet."""
        self.requests: list[dict[str, Any]] = []
        self.answers: list[tuple[int, int, Any]] = []
        self.transit: list[tuple[str, str, Any]] = []
        # What was written here: client_id by room, in the order written.
        self.written: dict[int, list[str]] = {}
        # Those that were sent out of turn, or given up.
        self.disturbed: set[str] = set()
        self.up = self.opening = self.loaded = False

    def begin(self) -> None:
        """Start from an empty browser."""
        self.tell("begin")
        self.open()

    def open(self) -> None:
        me = {"id": self.person.id, "username": "", "name": ""}
        self.tell("open", me=me)
        self.is_open = True

    def close(self) -> None:
        """Close the tab; what it had asked is lost with it, done or not."""
        if not self.is_open:
            return
        self.is_open = False
        self.leave_sockets()
        self.tell("close")
        self.requests.clear()
        self.answers.clear()

    def tell(self, do: str, **more: Any) -> Any:
        """Give the driver a command; return its result."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        answer = json.loads(self.process.stdout.readline())
        self.requests += answer["requests"]
        self.status, self.opening, self.up = answer["status"], answer["opening"], answer["up"]
        self.unsent, self.loaded = answer["unsent"], answer["loaded"]
        if not self.up:
            self.leave_sockets()
        return answer["result"]

    def connect(self) -> None:
        """Let the connection that the tab is opening succeed."""
        for namespace in NAMESPACES:
            self.sockets[namespace] = socketio.test_client(
                self.person.app,
                namespace=namespace,
                flask_test_client=self.person.client,
                auth={"user_id": self.person.id},
            )
        self.tell("succeed")

    def drop(self) -> None:
        self.tell("drop" if self.up else "fail")

    def leave_sockets(self) -> None:
        """Forget a broken connection, with everything that was on its way over it."""
        for namespace, socket in self.sockets.items():
            socket.disconnect(namespace)
        self.sockets.clear()
        self.transit.clear()
        asks = {request["id"] for request in self.requests if request["kind"] == "ask"}
        self.requests = [request for request in self.requests if request["id"] not in asks]

    def carry_out(self, index: int) -> None:
        """Let a request reach the server; its answer waits on the way back."""
        request = self.requests.pop(index)
        if request["kind"] == "http":
            path = small_pages(request["url"].removeprefix("/api/v1"))
            response = self.person.call(request["method"], path, request["body"])
            body = response.get_json() if response.data else None
            self.answers.append((request["id"], response.status_code, body))
        else:
            socket = self.sockets["/chat"]
            body = socket.emit(request["event"], request["data"], namespace="/chat", callback=True)
            self.answers.append((request["id"], 200, body))

    def deliver_answer(self, index: int) -> None:
        number, status, body = self.answers.pop(index)
        self.tell("answer", id=number, status=status, body=body)

    def gather(self) -> None:
        """Take what the server has sent into the network."""
        for namespace, socket in self.sockets.items():
            for packet in socket.get_received(namespace):
                if packet["name"] in ("change", "removed"):
                    self.transit.append((namespace, packet["name"], packet["args"][0]))

    def deliver(self, index: int, *, keep: bool) -> None:
        namespace, event, data = self.transit[index] if keep else self.transit.pop(index)
        self.tell("fire", namespace=namespace, event=event, data=data)

    def look(self, room_ids: list[int]) -> list[Any]:
        looked: list[Any] = self.tell("look", rooms=room_ids)
        return looked

    def stop(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


class Machine(RuleBasedStateMachine):
    """Alice and Bob with a tab each, Alice with a second one; two open rooms, one without Bob, and a closed one."""

    people: list[Person]
    all_tabs: list[Tab]
    count = 0

    def __init__(self) -> None:
        super().__init__()
        self.alice, self.bob = self.people
        self.tabs = self.all_tabs
        for tab in self.tabs:
            tab.forget()
        Machine.count += 1
        self.rooms: list[int] = []
        self.words = 0

    @initialize(before=st.sampled_from([0, 3, 30]))
    def begin(self, before: int) -> None:
        for number, kind in enumerate(("open", "closed", "open")):
            room = self.alice.create_room(f"Room {Machine.count}.{number}", kind)
            if number < 2:
                self.alice.invite(room, self.bob)
            self.rooms.append(room["id"])
            for _ in range(before if number == 0 else 2):
                self.say(self.alice, room["id"])
        for tab in self.tabs:
            tab.begin()
            self.settle(tab)
            for room_id in self.rooms:
                tab.tell("enter", room=room_id)
                self.settle(tab)
        self.settle_all()

    # What people do in their tabs

    @rule(tab=tabs, room=rooms)
    def write(self, tab: int, room: int) -> None:
        self.words += 1
        room_id = self.rooms[room]
        client_id = self.tabs[tab].tell("write", room=room_id, text=f"Words {self.words}")
        self.tabs[tab].written.setdefault(room_id, []).append(client_id)

    @rule(tab=tabs, room=rooms, again=st.booleans())
    def settle_failed(self, tab: int, room: int, again: bool) -> None:
        (state,) = self.tabs[tab].look([self.rooms[room]])
        for entry in state["outbox"]:
            if entry["state"] == "failed":
                self.tabs[tab].disturbed.add(entry["client_id"])
                self.tabs[tab].tell("retry" if again else "discard", client_id=entry["client_id"])

    @rule(tab=tabs, room=rooms, index=which, text=st.sampled_from(["", "Other words"]))
    def change_own(self, tab: int, room: int, index: int, text: str) -> None:
        (state,) = self.tabs[tab].look([self.rooms[room]])
        mine = [m for m in state["messages"] if m["author"]["id"] == self.tabs[tab].person.id]
        if mine:
            self.tabs[tab].tell("edit" if text else "remove", message=pick(mine, index), text=text)

    @rule(tab=tabs, room=rooms, where=st.sampled_from(["enter", "older", "newer", "leave", "return"]))
    def scroll(self, tab: int, room: int, where: str) -> None:
        room_id = self.rooms[room]
        if where == "enter":
            self.tabs[tab].tell("enter", room=room_id)
        elif where in ("older", "newer"):
            self.tabs[tab].tell("more", room=room_id, where=where)
        else:
            self.tabs[tab].tell("following", room=room_id, value=where == "return")

    @rule(tab=tabs, room=rooms, index=which)
    def jump(self, tab: int, room: int, index: int) -> None:
        messages = self.history(self.rooms[room])
        if messages:
            self.tabs[tab].tell("around", room=self.rooms[room], message=pick(messages, index)["id"])

    @rule(tab=tabs, room=rooms, where=st.sampled_from(["enter", "older", "newer"]), index=which)
    def scroll_in_a_busy_room(self, tab: int, room: int, where: str, index: int) -> None:
        """A page is read; while it is on its way, some of it changes, and the news is quicker."""
        reader = self.tabs[tab]
        self.settle(reader)
        self.scroll(tab, room, where)
        for request in [request for request in reader.requests if request["kind"] == "http"]:
            reader.carry_out(reader.requests.index(request))
        for _, status, page in list(reader.answers):
            if status == 200 and page and page.get("messages"):
                self.change(
                    self.rooms[room], pick(page["messages"], index), "Changed meanwhile" * (index % 2)
                )
        self.others_write(room, 1)
        while reader.transit:
            reader.deliver(0, keep=False)
        while reader.answers:
            reader.deliver_answer(0)

    @rule(tab=tabs)
    def reload(self, tab: int) -> None:
        self.tabs[tab].close()
        self.tabs[tab].open()

    # What happens elsewhere

    @rule(room=rooms, times=st.sampled_from([1, 1, 2, FEW + 2]))
    def others_write(self, room: int, times: int) -> None:
        for _ in range(times):
            self.say(self.alice, self.rooms[room])

    @rule(room=rooms, index=which, text=st.sampled_from(["", "Changed elsewhere"]))
    def others_change(self, room: int, index: int, text: str) -> None:
        messages = self.history(self.rooms[room])
        if messages:
            self.change(self.rooms[room], pick(messages, index), text)

    @rule(room=rooms, index=which)
    def rename(self, room: int, index: int) -> None:
        self.alice.patch(f"/rooms/{self.rooms[room]}", {"topic": f"Topic {index}"})
        self.gather()

    @rule(room=rooms, index=which, bobs=st.booleans())
    def read_elsewhere(self, room: int, index: int, bobs: bool) -> None:
        person = self.bob if bobs else self.alice
        messages = self.history(self.rooms[room])
        if messages:
            person.put(f"/rooms/{self.rooms[room]}/read", {"seq": pick(messages, index)["seq"]})
            self.gather()

    @rule(room=rooms)
    def remove_bob(self, room: int) -> None:
        self.alice.delete(f"/rooms/{self.rooms[room]}/members/{self.bob.id}")
        self.gather()

    @rule(room=rooms)
    def invite_bob(self, room: int) -> None:
        self.alice.post(f"/rooms/{self.rooms[room]}/members", {"user_ids": [self.bob.id]})
        self.gather()

    # What the network does

    @some(lambda tab: tab.requests)
    @rule(tab=which, index=which)
    def carry_out(self, tab: int, index: int) -> None:
        busy = pick([tab for tab in self.tabs if tab.requests], tab)
        busy.carry_out(index % len(busy.requests))
        self.gather()

    @some(lambda tab: tab.answers)
    @rule(tab=which, index=which)
    def deliver_answer(self, tab: int, index: int) -> None:
        busy = pick([tab for tab in self.tabs if tab.answers], tab)
        busy.deliver_answer(index % len(busy.answers))

    @some(lambda tab: tab.requests or tab.answers or tab.transit)
    @rule(tab=tabs)
    def flow(self, tab: int) -> None:
        self.flow_on(self.tabs[tab])

    @rule(tab=tabs)
    def be_kind(self, tab: int) -> None:
        self.settle(self.tabs[tab])

    @some(lambda tab: tab.requests)
    @rule(tab=which, index=which)
    def lose_request(self, tab: int, index: int) -> None:
        busy = pick([tab for tab in self.tabs if tab.requests], tab)
        busy.tell("lose", id=busy.requests.pop(index % len(busy.requests))["id"])

    @some(lambda tab: tab.answers)
    @rule(tab=which, index=which)
    def lose_answer(self, tab: int, index: int) -> None:
        busy = pick([tab for tab in self.tabs if tab.answers], tab)
        busy.tell("lose", id=busy.answers.pop(index % len(busy.answers))[0])

    @some(lambda tab: tab.transit)
    @rule(tab=which, index=which, keep=st.booleans())
    def deliver(self, tab: int, index: int, keep: bool) -> None:
        busy = pick([tab for tab in self.tabs if tab.transit], tab)
        busy.deliver(index % len(busy.transit), keep=keep)

    @some(lambda tab: tab.transit)
    @rule(tab=which, index=which)
    def lose_broadcast(self, tab: int, index: int) -> None:
        busy = pick([tab for tab in self.tabs if tab.transit], tab)
        busy.transit.pop(index % len(busy.transit))

    @some(lambda tab: tab.up)
    @rule(tab=which)
    def drop(self, tab: int) -> None:
        pick([tab for tab in self.tabs if tab.up], tab).drop()

    @some(lambda tab: tab.opening)
    @rule(tab=which, succeeds=st.booleans())
    def attempt(self, tab: int, succeeds: bool) -> None:
        opening = pick([tab for tab in self.tabs if tab.opening], tab)
        opening.connect() if succeeds else opening.drop()

    @rule(tab=tabs, ms=st.sampled_from([100, 300, 2000, 12_000, 40_000]))
    def wait(self, tab: int, ms: int) -> None:
        self.tabs[tab].tell("advance", ms=ms)

    # What must hold

    @invariant()
    def nothing_is_shown_twice(self) -> None:
        for tab in self.tabs if self.rooms else []:
            for state in tab.look(self.rooms):
                keys = [row["key"] for row in state["rows"]]
                assert len(keys) == len(set(keys)), keys
                written = [row["client_id"] for row in state["rows"] if row.get("client_id")]
                assert len(written) == len(set(written)), written
                seqs = [message["seq"] for message in state["messages"]]
                assert all(one < other for one, other in pairwise(seqs)), seqs

    def teardown(self) -> None:
        try:
            if self.rooms:
                self.come_to_rest()
                self.check_everything()
        finally:
            for tab in self.tabs:
                tab.close()
            for room_id in self.rooms:
                for person in self.people:
                    person.post(f"/rooms/{room_id}/leave")

    def come_to_rest(self) -> None:
        """Let the network be kind again; broadcasts that are on their way are lost."""
        for index, tab in enumerate(self.tabs):
            # Either of two ways must do: a new connection, or the comparison that comes by itself after a while.
            if index % 2 == 0 and tab.up:
                tab.drop()
            tab.transit.clear()
        self.settle_all()
        for _ in range(18):
            for tab in self.tabs:
                tab.tell("advance", ms=10_000)
            self.settle_all()

    def check_everything(self) -> None:
        for tab in self.tabs:
            self.check_rooms(tab)
            for room_id, state in zip(self.rooms, tab.look(self.rooms), strict=True):
                if state["entry"] is not None and state["loaded"]:
                    self.check_window(tab, room_id, state)
                    tab.tell("enter", room=room_id)
                    self.settle(tab)
                    (entered,) = tab.look([room_id])
                    self.check_window(tab, room_id, entered)
                    assert entered["newer"] is None
            self.check_outbox(tab)

    def check_rooms(self, tab: Tab) -> None:
        """The list of rooms is the server's."""
        expected = {entry["id"]: entry for entry in tab.person.get("/rooms")[1]["rooms"]}
        for room_id, state in zip(self.rooms, tab.look(self.rooms), strict=True):
            here = state["entry"] if state["entry"] and state["entry"]["joined"] else None
            there = expected.get(room_id)
            assert (here and without_online(here)) == (there and without_online(there))

    def check_window(self, tab: Tab, room_id: int, state: Any) -> None:
        """What is on the screen is a piece of the database, without holes.

        What somebody else has deleted is still shown to its author, as removed.
        """
        low = state["older"]["before"] if state["older"] else 0
        high = state["newer"]["after"] if state["newer"] else float("inf")
        rows = [row for row in self.rows(room_id) if low <= row["seq"] <= high]
        taken = [row for row in rows if row.get("removed") and row["author"]["id"] == tab.person.id]
        assert state["messages"] == [row for row in rows if not row["deleted_at"] or row in taken]

    def check_outbox(self, tab: Tab) -> None:
        """What was written is in the database once and in order, or here with the reason why not."""
        for room_id, state in zip(self.rooms, tab.look(self.rooms), strict=True):
            places = self.places(room_id, tab.person)
            left = {entry["client_id"]: entry for entry in state["outbox"]}
            assert all(entry["state"] == "failed" and entry["error"] for entry in left.values())
            for client_id in tab.written.get(room_id, []):
                stored = places.count(client_id)
                assert stored <= 1
                if client_id in left and left[client_id]["error"]["code"] in ("not_found", "not_a_member"):
                    # An earlier attempt may have been stored before its author was removed.
                    continue
                assert client_id in tab.disturbed or (stored == 1) != (client_id in left)
            in_order = [c for c in tab.written.get(room_id, []) if c in places and c not in tab.disturbed]
            assert sorted(in_order, key=places.index) == in_order

    def places(self, room_id: int, person: Person) -> list[str]:
        """The client_ids of a person's messages in a room, deleted ones included, in their order."""
        return [row["client_id"] for row in self.rows(room_id) if row["author"]["id"] == person.id]

    def changes(self, room_id: int) -> list[Any]:
        few, catching_up.LARGEST_CATCH_UP = catching_up.LARGEST_CATCH_UP, 1000
        catching_up.forget_all()
        try:
            _, answer = self.alice.changes(f"room:{room_id}")
        finally:
            catching_up.LARGEST_CATCH_UP = few
            catching_up.forget_all()
        changes: list[Any] = answer["changes"]
        return changes

    def history(self, room_id: int) -> list[Any]:
        return [row for row in self.rows(room_id) if not row["deleted_at"]]

    def rows(self, room_id: int) -> list[Any]:
        """A room's messages, deleted ones included, in their order."""
        rows = [change["data"] for change in self.changes(room_id) if change["type"] == "message"]
        return sorted(rows, key=lambda row: row["seq"])

    def settle_all(self) -> None:
        """Let the network work until nobody waits for anything; what one tab sends reaches the others."""
        for tab in self.tabs:
            self.settle(tab)
        while any(tab.requests or tab.answers or tab.transit for tab in self.tabs):
            for tab in self.tabs:
                self.settle(tab)

    def settle(self, tab: Tab) -> None:
        """Let the network work until the tab has nothing left to wait for."""
        for _ in range(200):
            if tab.opening:
                tab.connect()
            self.flow_on(tab)
            if tab.up and tab.status == "online" and tab.loaded and not self.is_sending(tab):
                return
            tab.tell("advance", ms=1000)
        raise AssertionError(f"still {tab.status}, with {tab.unsent} unsent")

    def is_sending(self, tab: Tab) -> bool:
        return tab.unsent > 0 and any(
            entry["state"] == "pending" for state in tab.look(self.rooms) for entry in state["outbox"]
        )

    def flow_on(self, tab: Tab) -> None:
        """Carry out and deliver everything that is on its way, in order."""
        while tab.requests or tab.answers or tab.transit:
            if tab.requests:
                tab.carry_out(0)
                self.gather()
            elif tab.answers:
                tab.deliver_answer(0)
            else:
                tab.deliver(0, keep=False)

    def gather(self) -> None:
        for tab in self.tabs:
            tab.gather()

    def change(self, room_id: int, message: Any, text: str) -> None:
        """Edit a message, where it is Alice's; without a text, delete it."""
        path = f"/rooms/{room_id}/messages/{message['id']}"
        self.words += 1
        self.alice.patch(path, {"text": f"{text} {self.words}"}) if text else self.alice.delete(path)
        self.gather()

    def say(self, person: Person, room_id: int) -> None:
        self.words += 1
        person.say(room_id, f"Said {self.words}")
        self.gather()


def small_pages(path: str) -> str:
    """Ask for so little history at a time that it takes several pages."""
    address, _, query = path.partition("?")
    return f"{address}?{query}&limit={FEW}" if address.endswith("/messages") else path


def without_online(entry: Any) -> Any:
    """Who is online is told by presence, which comes later and by itself."""
    return {name: value for name, value in entry.items() if name != "online"}


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_every_tab_ends_with_what_the_database_holds(
    alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "LARGEST_CATCH_UP", FEW)
    all_tabs = [Tab(alice), Tab(bob), Tab(alice)]
    bound = type("Bound", (Machine,), {"people": [alice, bob], "all_tabs": all_tabs})
    try:
        run_state_machine_as_test(
            bound,
            settings=settings(
                max_examples=int(os.environ.get("SYNC_EXAMPLES", "15")),
                stateful_step_count=60,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
            ),
        )
    finally:
        for tab in all_tabs:
            tab.stop()
