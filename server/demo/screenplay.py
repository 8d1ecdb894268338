"""Scenes as they are written down.

A scene begins with ``== its title``; after that may come ``[tags]`` and parts, which one of several people can play::

    == a deployment that goes well [morning] A=lukas|liming B=mika|jo
    A: Deploying {{version}}.
    B?: 👀
    A +6m: Done:
      - no errors so far
      - the queue is empty

``B?`` is sometimes left out, ``+6m`` is a pause, and indented lines belong to the message above. Tags say when:

- ``story``: not everyday life; played once, in the order of the files;
- ``once``: played once, at any time;
- ``now 4``: the last thing said there, ending four minutes ago;
- ``dawn``, ``morning``, ``noon``, ``evening``; ``monday`` to ``friday``, ``weekend``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "scenes"
_HEADING = re.compile(r"== (?P<title>[^\[=]*?)(?: \[(?P<tags>[^\]]*)\])?(?P<parts>(?: \w+=\S+)*)")
_TURN = re.compile(r"(?P<speaker>\w+)(?P<optional>\??)(?: \+(?P<pause>\d+)m)?: (?P<text>.+)")


@dataclass(frozen=True)
class Turn:
    """One message of a scene: who says it (a username or a part), and how many minutes after the one before."""

    speaker: str
    text: str
    optional: bool = False
    pause: int | None = None


@dataclass(frozen=True)
class Scene:
    """An exchange of messages; ``parts`` holds the usernames that can play each part."""

    title: str
    tags: frozenset[str] = frozenset()
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # How many minutes ago it ended; None for any other time.
    ended: int | None = None
    turns: tuple[Turn, ...] = ()


def scenes(name: str) -> list[Scene]:
    """Return the scenes of a file.

    Raises:
        ValueError: a line is neither a heading, nor a message, nor part of one.
    """
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=== )", text, flags=re.MULTILINE)
    return [_scene(name, block) for block in blocks if block.strip()]


def _scene(name: str, block: str) -> Scene:
    first, _, rest = block.partition("\n")
    heading = _HEADING.fullmatch(first.strip())
    if heading is None:
        raise ValueError(f"{name}: not a heading: {first}")
    tags = (heading["tags"] or "").split()
    ended = int(tags[tags.index("now") + 1]) if "now" in tags else None
    parts = dict(part.split("=") for part in heading["parts"].split())
    return Scene(
        title=heading["title"],
        tags=frozenset(tags),
        parts={part: tuple(people.split("|")) for part, people in parts.items()},
        ended=ended,
        turns=tuple(_turns(name, rest)),
    )


def _turns(name: str, text: str) -> Iterator[Turn]:
    messages: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("  ") or (messages and not line.strip()):
            messages[-1].append(line[2:])
        else:
            messages.append([line])
    for first, *others in messages:
        turn = _TURN.fullmatch(first)
        if turn is None:
            raise ValueError(f"{name}: not a message: {first}")
        yield Turn(
            speaker=turn["speaker"],
            text="\n".join([turn["text"], *others]).rstrip(),
            optional=bool(turn["optional"]),
            pause=int(turn["pause"]) if turn["pause"] else None,
        )
