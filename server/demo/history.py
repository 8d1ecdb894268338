"""Five weeks of a team's conversations: which scene is played when, by whom, and in which words."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle

from server.demo.hours import Hours, without_overlaps
from server.demo.screenplay import Scene, Turn, scenes
from server.demo.team import PLACES, TEAM, Place
from server.demo.words import Words

# How often a turn marked with "?" is heard.
_OPTIONAL = 0.6
_CALLED = {person.username: person.called for person in TEAM}


@dataclass(frozen=True)
class Line:
    """A message of the demo: when, by whom (a username), and its Markdown."""

    moment: datetime
    author: str
    text: str


@dataclass
class Performance:
    """A scene as it is played once."""

    scene: Scene
    turns: list[Turn]
    pauses: list[timedelta]
    actors: dict[str, str]
    start: datetime
    known: dict[str, str] = field(default_factory=dict)

    @property
    def length(self) -> timedelta:
        """From the first message to the last."""
        return sum(self.pauses[1:], timedelta())

    def moments(self) -> Iterator[tuple[datetime, Turn]]:
        """Yield when each turn is said."""
        moment = self.start - self.pauses[0]
        for turn, pause in zip(self.turns, self.pauses, strict=True):
            moment += pause
            yield moment, turn


def write_history(hours: Hours, words: Words) -> list[list[Line]]:
    """Return the messages of each of ``PLACES``, oldest first."""
    said: list[tuple[datetime, int, Turn, Performance]] = []
    for index, place in enumerate(PLACES):
        for performance in _Schedule(place, hours, words).played():
            said += [(moment, index, turn, performance) for moment, turn in performance.moments()]
    # In the order of time over all rooms, so that numbers of tickets and versions only grow.
    said.sort(key=lambda item: item[0])
    lines: list[list[Line]] = [[] for _ in PLACES]
    for moment, index, turn, performance in said:
        performance.known.setdefault("weekday", f"{moment:%A}")
        author = performance.actors.get(turn.speaker, turn.speaker)
        lines[index].append(Line(moment, author, words.fill(turn.text, performance.known)))
    return lines


class _Schedule:
    """What is played in one place, and when."""

    def __init__(self, place: Place, hours: Hours, words: Words) -> None:
        self.place = place
        self.hours = hours
        self.random = words.random
        everything = [scene for name in place.scenes for scene in scenes(name)]
        self.last = [scene for scene in everything if scene.ended is not None]
        self.story = [scene for scene in everything if "story" in scene.tags or not place.share]
        self.story = [scene for scene in self.story if scene not in self.last]
        self.everyday = [scene for scene in everything if scene not in self.story + self.last]

    def played(self) -> list[Performance]:
        """Return everything that is said here, earliest first."""
        last = [self._play(scene, whole=True) for scene in self.last]
        latest = self.hours.now - timedelta(minutes=20)
        for performance in last:
            ended = self.hours.now - timedelta(minutes=performance.scene.ended or 0)
            performance.start = ended - performance.length
            latest = performance.start - timedelta(minutes=20)
        story = [self._play(scene, whole=True) for scene in self.story]
        everyday = list(self._fill_up(self.place.share - sum(len(p.turns) for p in story + last)))
        self._place_story(story, latest)
        self._place_everyday(everyday, latest)
        performances = sorted(story + everyday, key=lambda performance: performance.start)
        begun = [(performance.start, performance.length) for performance in performances]
        for performance, start in zip(
            performances, without_overlaps(begun, latest, self.random), strict=True
        ):
            performance.start = start
        return performances + last

    def _fill_up(self, wanted: int) -> Iterator[Performance]:
        times: Counter[str] = Counter()
        skipped = 0
        self.random.shuffle(self.everyday)
        for scene in cycle(self.everyday):
            if wanted <= 0 or skipped > len(self.everyday):
                return
            performance = self._play(scene)
            most = 1 if "once" in scene.tags else self.hours.most(scene.tags)
            skipped += 1
            if len(performance.turns) <= wanted and times[scene.title] < most:
                skipped = 0
                times[scene.title] += 1
                wanted -= len(performance.turns)
                yield performance

    def _play(self, scene: Scene, *, whole: bool = False) -> Performance:
        actors: dict[str, str] = {}
        for part, people in scene.parts.items():
            free = [person for person in people if person not in actors.values()]
            actors[part] = self.random.choice(free)
        turns = [t for t in scene.turns if whole or not t.optional or self.random.random() < _OPTIONAL]
        pauses = [self.hours.pause(turn.text, turn.pause) for turn in turns]
        performance = Performance(scene, turns, pauses, actors, start=self.hours.now)
        performance.known["title"] = scene.title
        for part, person in actors.items():
            performance.known[part] = _CALLED[person]
            performance.known[f"@{part}"] = f"@{person}"
        return performance

    def _place_story(self, performances: list[Performance], latest: datetime) -> None:
        over = datetime.min.replace(tzinfo=latest.tzinfo)
        for index, performance in enumerate(performances):
            position = (index + 0.5) / len(performances)
            tags = performance.scene.tags
            performance.start = self.hours.start(position, tags, performance.length, latest)
            # The story keeps its order, whatever hours were drawn.
            performance.start = max(performance.start, over + timedelta(minutes=5))
            over = performance.start + performance.length

    def _place_everyday(self, performances: list[Performance], latest: datetime) -> None:
        times = Counter(performance.scene.title for performance in performances)
        seen: Counter[str] = Counter()
        for performance in performances:
            title = performance.scene.title
            # What comes again comes as late as it can; what belongs to a day of the week, once a week.
            weekly = self.hours.is_weekly(performance.scene.tags)
            position = (seen[title] + (0.5 if weekly else self.random.random())) / times[title]
            seen[title] += 1
            tags = performance.scene.tags
            performance.start = self.hours.start(position, tags, performance.length, latest)
