"""Whom a message names: ``@ana``, ``@room`` for everybody in the room, ``@here`` for those who are online."""

import re
from typing import NamedTuple

from server.accounts.actions import fold

# Nobody means more than so many.
MOST_NAMED = 100
# An @ after a letter is an address of e-mail, after a slash a part of a link; Chinese has no spaces before it.
_NAME = re.compile(r"(?<![A-Za-z0-9_.@/-])@(\w[\w.-]{1,31})")
_ASCII = re.compile(r"[A-Za-z0-9_.-]+")
_TICKS = re.compile(r"`+")
_FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})", re.MULTILINE)


class Mentions(NamedTuple):
    """Names as they are compared (``fold``), and whether everybody, or everybody who is online, is meant."""

    names: frozenset[str]
    everyone: bool
    here: bool


def mentions(text: str) -> Mentions:
    """Return whom a text in Markdown mentions; what is code mentions nobody."""
    names: dict[str, None] = {}
    for match in _NAME.finditer(without_code(text)):
        said = match[1]
        # A name may hold a dot, and a sentence ends with one; Chinese goes on without a space.
        ascii_part = _ASCII.match(said)
        for name in (said, said.rstrip(".-"), ascii_part[0].rstrip(".-") if ascii_part else ""):
            if name:
                names[fold(name)] = None
        if len(names) > MOST_NAMED * 3:
            break
    return Mentions(frozenset(names) - {"room", "here"}, "room" in names, "here" in names)


def without_code(text: str) -> str:
    """Return a text in Markdown less its code, in time that grows with its length alone."""
    return _without_spans(_without_blocks(text))


def _without_blocks(text: str) -> str:
    kept, fence = [], ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if not fence and mark:
            fence = mark[1]
        elif not fence:
            kept.append(line)
        elif mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return "\n".join(kept)


def _without_spans(text: str) -> str:
    """Cut out what stands between two runs of as many backticks."""
    runs = [(match.start(), match.end()) for match in _TICKS.finditer(text)]
    # Of each length, the runs that are still to come, the next one last.
    coming: dict[int, list[int]] = {}
    for number in range(len(runs) - 1, -1, -1):
        begin, end = runs[number]
        coming.setdefault(end - begin, []).append(number)
    kept, done, number = [], 0, 0
    while number < len(runs):
        begin, end = runs[number]
        same = coming[end - begin]
        while same and same[-1] <= number:
            same.pop()
        if same:
            kept.append(text[done:begin] + " ")
            number = same[-1]
            done = runs[number][1]
        number += 1
    return "".join([*kept, text[done:]])
