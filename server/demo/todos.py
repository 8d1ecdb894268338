"""What the team has to do: some of it done, some due, some given to somebody, in the languages that they write."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from server.core.db import db
from server.demo.team import TEAM, Place
from server.demo.words import Words
from server.todos import access, lists
from server.todos.past import PastItem, import_items

_ZONE = "Europe/Helsinki"
_LAUNCH = "launch"


@dataclass(frozen=True)
class ToDo:
    """A to-do of the demo.

    Args:
        author: a username.
        age: for how many days it has been there.
        due: days from today, ``launch``, or None.
        at: a time of day, by the clock of the team.
        done: a username and how many days ago.
        parts: the text of each of its parts, with ``x `` before it when that is done.
        comments: a username and what they say, oldest first.
    """

    author: str
    text: str
    age: int = 6
    to: str = ""
    due: int | str | None = None
    at: str = ""
    done: tuple[str, int] | None = None
    parts: tuple[str, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DemoList:
    """A list of a room; the one without a name is the room's first."""

    items: tuple[ToDo, ...]
    name: str = ""
    color: str = ""


_WEEKLY = {"rule": "FREQ=WEEKLY", "after_done": False}

# By the name of the room.
ROOM_LISTS: dict[str, tuple[DemoList, ...]] = {
    "Website launch": (
        DemoList(
            (
                ToDo(
                    "jo", "Read every page aloud once, with somebody listening", 5, "tomas", _LAUNCH, "12:00"
                ),
                ToDo(
                    "lukas",
                    "Redirects from the old addresses",
                    12,
                    "lukas",
                    3,
                    parts=(
                        "x List them from last year's log",
                        "x Write the rules",
                        "Try the 40 that matter most",
                    ),
                    comments=(
                        ("fang", "Please do not forget `/preise`, half of Austria has it bookmarked."),
                        ("lukas", "It is the first line in the file 🙂"),
                    ),
                    more={"labels": ["release"], "priority": 2},
                ),
                ToDo(
                    "liming", "校对中文页面的最后两段", 4, "fang", 1, more={"labels": ["中文"], "priority": 1}
                ),
                ToDo("aiko", "Poster of the lake in three sizes", 8, "aiko", 0, "17:00"),
                ToDo(
                    "tomas",
                    "Traducir la página de precios al español",
                    7,
                    "tomas",
                    -2,
                    more={"labels": ["texts"]},
                ),
                ToDo(
                    "jo",
                    "Everybody: click through the new site on your own phone",
                    3,
                    due=2,
                    more={"roll_call": True},
                    comments=(("mika", "Mine is from 2017. This will be a good test."),),
                ),
                ToDo("mika", "Load it over the wifi of a train", 9, "mika", more={"priority": 1}),
                ToDo("sara", "Favicon that is not a blob at 16 pixels", 10, "aiko"),
                ToDo("jo", "One sentence that says what Keyring is", 24, "tomas", done=("tomas", 11)),
                ToDo("jo", "Retire the man with the laptop", 28, "aiko", done=("aiko", 14)),
                ToDo("lukas", "Certificates for both domains", 20, "lukas", done=("lukas", 9)),
                ToDo("fang", "Answer to “is there a person I can call?”", 21, "fang", done=("fang", 8)),
            )
        ),
        DemoList(
            (
                ToDo("lukas", "Flip the switch", 15, "lukas", _LAUNCH, "09:00", more={"priority": 3}),
                ToDo("lukas", "Status page says what happens, before and after", 15, "mika", _LAUNCH),
                ToDo("jo", "Letter to everybody who has asked for it", 14, "fang", _LAUNCH, "10:00"),
                ToDo("jo", "Cake 🍰", 14, "sara", _LAUNCH, "15:00"),
            ),
            name="Launch day",
            color="orange",
        ),
    ),
    "Design": (
        DemoList(
            (
                ToDo(
                    "sara", "Prepare the crit", 6, "sara", 1, "14:00", more={"repeat": _WEEKLY, "remind": 30}
                ),
                ToDo(
                    "aiko", "Calendar: what a booking looks like that is longer than the month", 11, "aiko", 4
                ),
                ToDo(
                    "aiko",
                    "空き状況の色を、色覚に関係なく見分けられるように",
                    5,
                    "sara",
                    more={"labels": ["a11y"]},
                ),
                ToDo("sara", "Dark mode for the printed invoice. (No. But decide it.)", 13, "jo"),
                ToDo(
                    "mika",
                    "Buttons: 44 px on touch, everywhere",
                    18,
                    "mika",
                    done=("mika", 4),
                    more={"labels": ["a11y"]},
                ),
                ToDo("fang", "Screenshots of what guests see in Chinese", 16, "fang", done=("fang", 6)),
                ToDo("sara", "New empty states", 25, "aiko", done=("aiko", 12)),
            )
        ),
    ),
    "Engineering": (
        DemoList(
            (
                ToDo(
                    "lukas",
                    "Restore a backup, for real, and write down how long it took",
                    9,
                    "lukas",
                    2,
                    more={
                        "labels": ["ops"],
                        "priority": 2,
                        "repeat": {"rule": "FREQ=MONTHLY;BYMONTHDAY=-1", "after_done": False},
                    },
                ),
                ToDo(
                    "mika",
                    "Flaky test: `test_two_guests_one_bed`",
                    6,
                    "mika",
                    -1,
                    more={"labels": ["tests"]},
                    comments=(
                        ("liming", "It failed again at 00:03. I think it does not like midnight."),
                        ("mika", "Nobody likes midnight. I will freeze the clock."),
                    ),
                ),
                ToDo(
                    "liming", "升级数据库驱动，先在测试环境跑两天", 5, "liming", 3, more={"labels": ["ops"]}
                ),
                ToDo(
                    "aiko",
                    "Times of arrival are off by an hour after the clocks change",
                    3,
                    "liming",
                    0,
                    more={"labels": ["bug"], "priority": 3},
                ),
                ToDo(
                    "lukas", "Delete the feature flag for the old calendar", 17, more={"labels": ["cleanup"]}
                ),
                ToDo("jo", "Who is on call over the holidays?", 4, "lukas", 6),
                ToDo(
                    "mika", "Päivitä riippuvuudet", 8, "mika", done=("mika", 2), more={"labels": ["cleanup"]}
                ),
                ToDo(
                    "liming",
                    "Import of bookings: 1,000 rows in under a second",
                    19,
                    "liming",
                    done=("liming", 7),
                ),
                ToDo(
                    "lukas",
                    "Alarm when the queue of mails is older than five minutes",
                    22,
                    "lukas",
                    done=("lukas", 13),
                    more={"labels": ["ops"]},
                ),
            )
        ),
        DemoList(
            (
                ToDo("lukas", "Move the pictures to their own disk", 30),
                ToDo("mika", "Offline mode for the front desk", 27),
                ToDo("liming", "一键导出全部数据", 23),
            ),
            name="Some day",
            color="violet",
        ),
    ),
    "客户支持": (
        DemoList(
            (
                ToDo("fang", "回复云栖客栈：发票抬头怎么改", 2, "fang", 0, "11:00", more={"priority": 2}),
                ToDo("liming", "把“取消预订”的说明改得更短", 6, "fang", 2, more={"labels": ["帮助文档"]}),
                ToDo("fang", "Answer Pension Seeblick about their city tax", 3, "lukas", 1),
                ToDo("tomas", "Llamar a la Posada del Río: quieren volver 🎉", 4, "tomas", 0, "16:30"),
                ToDo(
                    "fang",
                    "每周整理一次常见问题",
                    8,
                    "fang",
                    4,
                    more={"repeat": _WEEKLY, "labels": ["帮助文档"]},
                ),
                ToDo("jo", "给三位老客户寄手写卡片", 15, "fang", done=("fang", 5)),
                ToDo("liming", "整理退款流程", 18, "liming", done=("liming", 9)),
            )
        ),
    ),
    "Founders": (
        DemoList(
            (
                ToDo("jo", "Numbers for the bank", 7, "lukas", 5, more={"priority": 2}),
                ToDo("sara", "Talk with Aiko about four days a week", 5, "sara", 1),
                ToDo("lukas", "Insurance: two more offers", 20, "jo", done=("jo", 6)),
            )
        ),
    ),
    "Lobby": (
        DemoList(
            (
                ToDo(
                    "mika",
                    "Give the drill back",
                    12,
                    "lukas",
                    -4,
                    comments=(("lukas", "It is in my bicycle bag."),),
                ),
                ToDo(
                    "aiko",
                    "Coffee beans",
                    2,
                    "tomas",
                    1,
                    more={"repeat": {"rule": "FREQ=DAILY;INTERVAL=10", "after_done": True}},
                ),
                ToDo("sara", "Book a table for Friday: eight people, one vegan", 3, "sara", 2, "12:00"),
                ToDo("fang", "给办公室的绿萝浇水", 6, due=0, more={"repeat": _WEEKLY}),
                ToDo("tomas", "Playlist for the evening of the launch", 10, "mika"),
                ToDo("jo", "New batteries for the clock in the kitchen", 14, "jo", done=("jo", 3)),
            )
        ),
    ),
}
# Of the workspace's first person: nobody else sees them.
OWN = (
    ToDo("jo", "Call the dentist", 5, due=0),
    ToDo(
        "jo",
        "Birthday present for Anna",
        9,
        due=3,
        parts=("Ask Sara where she got the lamp", "x Write a card"),
    ),
    ToDo("jo", "Pay the rent", 20, due=4, more={"repeat": {"rule": "FREQ=MONTHLY", "after_done": False}}),
    ToDo("jo", "Read the contract with the booking portal once more", 3, due=-1, more={"priority": 2}),
    ToDo("jo", "A weekend without a laptop", 11),
    ToDo("jo", "Renew the passport", 30, done=("jo", 10)),
)


class Writer:
    """Puts the to-dos of the demo into their lists.

    Args:
        people: everybody's id, by username.
        now: this moment, in the time zone in which they work.
        words: what is said of the launch elsewhere is said here too.
    """

    def __init__(self, people: dict[str, int], now: datetime, words: Words, random: Random) -> None:
        self._people = people
        self._now = now
        self._launch = words.launch.date()
        self._random = random

    def fill_place(self, place: Place, room_id: int) -> int:
        """Fill the lists of a room, and return how many to-dos they have now."""
        count = 0
        for number, found in enumerate(ROOM_LISTS.get(place.name, ())):
            if number:
                maker = self._people[place.people[0]]
                made, _ = lists.create_list(
                    maker, self._uid(), found.name, room_id=room_id, color=found.color
                )
                list_id = int(made["id"])
            else:
                list_id = access.default_list(db.session(), room_id=room_id).id
            count += self._fill(list_id, found.items)
        return count

    def fill_own(self) -> int:
        """Fill the own list of the workspace's first person."""
        owner = self._people[TEAM[0].username]
        return self._fill(access.default_list(db.session(), owner_id=owner).id, OWN)

    def _fill(self, list_id: int, todos: tuple[ToDo, ...]) -> int:
        rows = [row for todo in todos for row in self._rows(todo)]
        import_items(list_id, rows)
        return len(rows)

    def _rows(self, todo: ToDo) -> list[PastItem]:
        begun = self._moment(todo.age)
        uid = self._uid()
        done_by, days = todo.done or ("", 0)
        changes = {"text": todo.text, "assignee_id": self._people[todo.to] if todo.to else None, **todo.more}
        item = PastItem(
            uid,
            self._people[todo.author],
            begun,
            changes | {"due": self._due(todo)},
            done_at=self._moment(days) if done_by else None,
            done_by=self._people[done_by] if done_by else None,
            comments=[
                (self._uid(), self._people[who], begun + timedelta(hours=3 * number), said)
                for number, (who, said) in enumerate(todo.comments, 1)
            ],
        )
        return [item, *(self._part(todo, part, uid, begun) for part in todo.parts)]

    def _part(self, todo: ToDo, text: str, parent: str, begun: datetime) -> PastItem:
        done = text.startswith("x ")
        who = self._people[todo.to or todo.author]
        return PastItem(
            self._uid(),
            self._people[todo.author],
            begun,
            {"text": text.removeprefix("x "), "parent": parent},
            done_at=self._moment(max(todo.age - 3, 1)) if done else None,
            done_by=who if done else None,
        )

    def _due(self, todo: ToDo) -> dict[str, Any] | None:
        if todo.due is None:
            return None
        day = self._launch if isinstance(todo.due, str) else self._now.date() + timedelta(days=todo.due)
        clock = {"time": todo.at, "zone": _ZONE} if todo.at else {"time": None, "zone": None}
        return {"date": day.isoformat(), **clock, "at": None}

    def _moment(self, days: int) -> datetime:
        """Return a moment in working hours so many days ago, and never one that is still to come."""
        hour, minute = self._random.randrange(9, 17), self._random.randrange(60)
        day = self._now.date() - timedelta(days=days)
        moment = datetime.combine(day, time(hour, minute), self._now.tzinfo)
        return min(moment, self._now - timedelta(minutes=5))

    def _uid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
