"""Whether anybody could want to hear of some words: asked for every message, so it has to cost nothing.

What it is answered from is kept in memory. With several processes, a change in another is felt some seconds late.
"""

import json
import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.memory import Memory
from server.core.writer import Transaction
from server.notifications.models import NotificationPlace, NotificationSettings
from server.notifications.rules import EVERYTHING

_WORD = re.compile(r"\w+")
_ALL = "all"


class Keywords:
    """Everybody's keywords, by a word that a text must have for one of them to be in it.

    Args:
        rows: ``(person id, their keywords)``
    """

    def __init__(self, rows: list[tuple[int, list[str]]]) -> None:
        self._by_word: dict[str, list[tuple[str, int]]] = {}
        # Scripts without spaces have no words to look for; signs are no words either.
        self._others: list[tuple[str, int]] = []
        for person_id, keywords in rows:
            for keyword in keywords:
                key = keyword.casefold()
                words = _WORD.findall(key)
                if words and key.isascii() and key[0].isalnum() and key[-1].isalnum():
                    self._by_word.setdefault(words[0], []).append((key, person_id))
                else:
                    self._others.append((key, person_id))

    def touch(self, text: str) -> bool:
        """Return whether somebody's keyword may be in a text."""
        if not self._by_word and not self._others:
            return False
        folded = text.casefold()
        if self._by_word and not self._by_word.keys().isdisjoint(_WORD.findall(folded)):
            return True
        return any(key in folded for key, _ in self._others)

    def find(self, text: str) -> dict[int, str]:
        """Return whose keyword is in a text, each with that keyword; whole words count, where a script has any."""
        folded = text.casefold()
        near = set(_WORD.findall(folded)) & self._by_word.keys()
        whole = {
            person_id: key
            for word in near
            for key, person_id in self._by_word[word]
            if re.search(rf"(?<![a-z0-9_]){re.escape(key)}(?![a-z0-9_])", folded)
        }
        return whole | {person_id: key for key, person_id in self._others if key in folded}


_keywords: Memory[Keywords] = Memory(1, may_lag=True)
_watched: Memory[frozenset[str]] = Memory(1, may_lag=True)


def keywords(session: Session) -> Keywords:
    """Return everybody's keywords."""
    return _keywords.get(_ALL, lambda: _read_keywords(session)) or Keywords([])


def watched(session: Session) -> frozenset[str]:
    """Return the places of which somebody wants to hear everything."""
    found = _watched.get(_ALL, lambda: _read_watched(session))
    return found if found is not None else frozenset()


def forget(tx: Transaction) -> None:
    """Forget what is known: somebody's settings are about to change."""
    for memory in (_keywords, _watched):
        # At once for what follows in this transaction, and when others can see it.
        memory.forget_all()
        tx.after_commit(memory.forget_all)


def _read_keywords(session: Session) -> Keywords:
    some = select(NotificationSettings.user_id, NotificationSettings.keywords)
    rows: Any = session.execute(some.where(NotificationSettings.keywords != "[]")).all()
    return Keywords([(user_id, json.loads(words)) for user_id, words in rows])


def _read_watched(session: Session) -> frozenset[str]:
    places = select(NotificationPlace.place).where(NotificationPlace.level == EVERYTHING).distinct()
    return frozenset(session.scalars(places))
