"""What changes in a scene from one time to the next.

- ``{{a|b|c}}`` is one of these, and they may hold places again;
- ``{{/a|b|c}}`` too, but all of a scene that begin so agree: the second question gets the second answer;
- ``{{page}}`` is a word of its list in ``words.txt``, ``{{ticket}}`` or ``{{customer}}`` one that is made. Within a
  scene it stays the same; ``{{page:2}}`` is a second one, ``{{Page}}`` the first with a capital letter.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from faker import Faker

_MARK = re.compile(r"\{\{([^{}]*)\}\}")
# What small guesthouses are called, by the language of the place.
_HOUSES = {
    "de_DE": ("Pension {}", "Gasthof {}", "Haus {}", "Hotel {}"),
    "es_ES": ("Hostal {}", "Casa {}", "Posada {}"),
    "fi_FI": ("Majatalo {}", "Matkakoti {}"),
    "fr_FR": ("Auberge {}", "Maison {}", "Hôtel {}"),
    "it_IT": ("Locanda {}", "Casa {}", "Albergo {}"),
    "en_GB": ("{} House", "The {} Arms", "{} Cottages"),
    "ja_JP": ("民宿{}", "旅館{}"),
    "zh_CN": ("{}家小院", "{}氏民宿", "{}家客栈"),
}


class Words:
    """Gives words in the order of time: numbers of tickets and versions only grow."""

    def __init__(self, seed: int, random: Random, launch: datetime) -> None:
        self.random = random
        self.launch = launch
        self._fakers = {locale: Faker(locale) for locale in _HOUSES}
        for faker in self._fakers.values():
            faker.seed_instance(seed)
        self._lists = _word_lists()
        self._decks: dict[str, list[str]] = {}
        self._numbers = {"ticket": 4180, "pr": 388, "patch": 0, "minor": 11, "build": 61}

    def fill(self, text: str, known: dict[str, str]) -> str:
        """Return the text with its places filled.

        Args:
            known: what names stand for in this scene; what is drawn is added.

        Raises:
            KeyError: there are no such words.
        """
        while _MARK.search(text):
            text = _MARK.sub(lambda mark: self._one(mark[1], known), text)
        return text

    def _one(self, inside: str, known: dict[str, str]) -> str:
        if inside.startswith("/"):
            return self._agreed(inside[1:].split("|"), known)
        if "|" in inside:
            return self._next_of(inside, inside.split("|"))
        if inside not in known and inside[0].isupper():
            word = self._one(inside[0].lower() + inside[1:], known)
            return word[0].upper() + word[1:]
        if inside not in known:
            name, _, number = inside.partition(":")
            if name in ("customer", "contact", "city"):
                self._meet(known, number, [locale for locale in _HOUSES if locale != "zh_CN"])
            elif name in ("customer_zh", "contact_zh", "city_zh"):
                self._meet(known, number, ["zh_CN"], "_zh")
            else:
                known[inside] = self._draw(name)
        return known[inside]

    def _draw(self, name: str) -> str:
        number = self.random.randint
        made: dict[str, Callable[[], str]] = {
            "ticket": lambda: f"#{self._next('ticket', 1, 7)}",
            "pr": lambda: f"#{self._next('pr', 1, 2)}",
            "build": lambda: str(self._next("build", 1, 2)),
            "version": self._version,
            "commit": lambda: f"{self.random.getrandbits(28):07x}",
            "booking": lambda: "".join(self.random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=6)),
            "amount": lambda: f"€{number(38, 920)}",
            "ms": lambda: str(number(5, 16) * 10),
            "small": lambda: str(number(3, 9)),
            "number": lambda: str(number(11, 94)),
            "hundreds": lambda: str(number(110, 990)),
            "clock": lambda: f"{number(13, 17)}:{self.random.choice(('00', '15', '30', '45'))}",
            "launch day": lambda: f"{self.launch:%A} the {_ordinal(self.launch.day)}",
            "launch weekday": lambda: f"{self.launch:%A}",
            "day before": lambda: f"{self.launch - timedelta(days=1):%A}",
        }
        return made[name]() if name in made else self._next_of(name, self._lists[name])

    def _meet(self, known: dict[str, str], number: str, locales: list[str], suffix: str = "") -> None:
        locale = self.random.choice(locales)
        faker = self._fakers[locale]
        family = faker.last_name()
        # Scenes speak of a contact as "she".
        first = faker.first_name_female()
        between = "" if locale in ("ja_JP", "zh_CN") else " "
        name = [family, first] if between == "" else [first, family]
        met = {
            "customer": self.random.choice(_HOUSES[locale]).format(family),
            "contact": between.join(name),
            "city": self._next_of(f"city {locale}", self._lists[f"city {locale}"]),
        }
        for key, value in met.items():
            known[f"{key}{suffix}" + (f":{number}" if number else "")] = value

    def _agreed(self, answers: list[str], known: dict[str, str]) -> str:
        if "/" not in known:
            places = [str(place) for place in range(len(answers))]
            known["/"] = self._next_of(f"{known.get('title', '')}/{len(answers)}", places)
        return answers[int(known["/"]) % len(answers)]

    def _next_of(self, name: str, words: list[str]) -> str:
        # All of them have been said before one is said a second time.
        if not self._decks.get(name):
            self._decks[name] = list(words)
            self.random.shuffle(self._decks[name])
        return self._decks[name].pop()

    def _next(self, name: str, least: int, most: int) -> int:
        self._numbers[name] += self.random.randint(least, most)
        return self._numbers[name]

    def _version(self) -> str:
        if self._numbers["patch"] >= self.random.randint(3, 6):
            self._numbers["minor"] += 1
            self._numbers["patch"] = -1
        self._numbers["patch"] += 1
        return f"2.{self._numbers['minor']}.{self._numbers['patch']}"


def _word_lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    name = ""
    for line in (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            name = line.removeprefix("== ")
        elif line:
            # A word may be a few lines long.
            lists.setdefault(name, []).append(line.replace("\\n", "\n"))
    return lists


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"
