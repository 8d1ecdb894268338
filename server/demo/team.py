"""Who is in the demo, and where they talk."""

from dataclasses import dataclass

WORKSPACE = "Northwind Studio"


@dataclass(frozen=True)
class Teammate:
    """A person of the demo; the first one administers the workspace."""

    username: str
    name: str
    # What the others call them.
    called: str
    locale: str = "en"

    @property
    def email(self) -> str:
        """An address at a domain that can belong to nobody."""
        return f"{self.username}@northwind.example"


@dataclass(frozen=True)
class Place:
    """A room or a direct conversation of the demo.

    Args:
        scenes: the files of ``scenes/`` that are played here.
        people: usernames; the first makes the room.
        share: how many messages it gets; 0 for each scene once.
        unread: how many of the newest the workspace's first person has not read.
    """

    scenes: tuple[str, ...]
    people: tuple[str, ...]
    kind: str = "open"
    name: str = ""
    topic: str = ""
    share: int = 0
    unread: int = 0


TEAM = (
    Teammate("jo", "Jo Marsh", "Jo"),
    Teammate("mika", "Mika Korhonen", "Mika"),
    Teammate("liming", "李明", "Ming", "zh_Hans"),
    Teammate("tomas", "Tomás García", "Tomás"),
    Teammate("sara", "Sara Virtanen", "Sara"),
    Teammate("lukas", "Lukas Brandt", "Lukas"),
    Teammate("aiko", "田中 愛子", "Aiko"),
    Teammate("fang", "王芳", "Fang", "zh_Hans"),
)

_EVERYBODY = tuple(person.username for person in TEAM)

PLACES = (
    Place(
        ("launch-story", "launch-everyday"),
        _EVERYBODY,
        name="Website launch",
        topic="Live on {{launch day}} · copy in the doc, pictures on the board, Lukas flips the switch",
        share=540,
    ),
    Place(
        ("design-story", "design-everyday"),
        ("sara", "jo", "aiko", "mika", "tomas", "fang"),
        name="Design",
        topic="Crits on Tuesdays and Thursdays · post early, post ugly",
        share=430,
        unread=12,
    ),
    Place(
        ("engineering-story", "engineering-everyday", "engineering-help"),
        ("lukas", "jo", "mika", "liming", "aiko"),
        name="Engineering",
        topic="main can always be deployed · no deployments after 16:00 on Fridays",
        share=680,
    ),
    Place(
        ("support-story", "support-chinese", "support-everyday"),
        ("fang", "liming", "jo", "tomas", "lukas", "mika"),
        name="客户支持",
        topic="客户来信与处理 · letters from guesthouses, in any language",
        share=500,
        unread=2,
    ),
    Place(
        ("founders",),
        ("jo", "lukas", "sara"),
        kind="closed",
        name="Founders",
        topic="Money, plans, people. What is said here stays here.",
    ),
    Place(
        ("lobby-story", "lobby-everyday", "lobby-languages"),
        _EVERYBODY,
        name="Lobby",
        topic="Lunch, weather, music, and who has the drill",
        share=608,
    ),
    Place(("direct-jo-mika",), ("mika", "jo"), kind="direct", unread=1),
    Place(("direct-jo-liming",), ("jo", "liming"), kind="direct"),
    Place(("direct-jo-sara-tomas",), ("tomas", "jo", "sara"), kind="direct"),
    Place(("direct-sara-mika",), ("sara", "mika"), kind="direct"),
    Place(("direct-aiko-lukas",), ("aiko", "lukas"), kind="direct"),
    Place(("direct-aiko-fang",), ("fang", "aiko"), kind="direct"),
)
