"""Draws what ``scale`` measured as small charts for docs/performance.md, in light and in dark.

.venv/bin/python bench/charts.py
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from report import load_results
from servers import ROOT

FOLDER = ROOT / "docs" / "charts"
WIDTH, HEIGHT = 440, 270
LEFT, RIGHT, TOP, BOTTOM = 66, 330, 62, 208
# Two labels closer than this would touch.
LABEL_HEIGHT = 30
STYLE = """
  svg { font: 12px system-ui, sans-serif; }
  .paper { fill: #fff; } .ink { fill: #20242c; } .soft { fill: #5a6270; } .grid { stroke: #dfe2e8; }
  .s0 { --hue: #2753c4; } .s1 { --hue: #a94a05; } .s2 { --hue: #14724f; }
  .line { fill: none; stroke: var(--hue); stroke-width: 2; } .mark, .name { fill: var(--hue); }
  .head { font-weight: 600; font-size: 14px; } .name { font-weight: 600; } .end { text-anchor: end; }
  .middle { text-anchor: middle; } .small { font-size: 10px; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #15181e; } .ink { fill: #e8eaf0; } .soft { fill: #a3abb9; } .grid { stroke: #333945; }
    .s0 { --hue: #93b2ff; } .s1 { --hue: #ffb070; } .s2 { --hue: #6ed3aa; }
  }
"""

Scale = Callable[[float], float]


@dataclass(frozen=True)
class Chart:
    """One chart: which columns of which table become which lines.

    ``lines`` has a line's name and its column's; a ``steep`` one has a logarithmic axis upwards as well.
    """

    name: str
    table: str
    title: str
    across: str
    up: str
    lines: dict[str, str]
    steep: bool = False


CHARTS = (
    Chart(
        "clients",
        "Clients",
        "More clients in one room",
        "clients in the room, by posts in flight",
        "deliveries/s",
        {"1 in flight": "deliveries/s", "16 in flight": "16 in flight: deliveries/s"},
    ),
    Chart(
        "clients-latency",
        "Clients",
        "How long a message takes to all of them",
        "clients in the room, 1 post in flight",
        "milliseconds",
        {"p50": "1 in flight: p50 ms", "p99": "p99 ms"},
        steep=True,
    ),
    Chart(
        "rooms",
        "Rooms",
        "The same 1,000 clients in more rooms",
        "rooms, 16 posts in flight",
        "posts/s",
        {"posts/s": "posts/s"},
    ),
    Chart(
        "messages",
        "Messages",
        "More messages in the room",
        "messages in the room",
        "requests/s",
        {"open": "open/s", "page back": "a page in the middle/s", "post": "acknowledged posts/s"},
    ),
    Chart(
        "senders",
        "Senders",
        "More people who write at once",
        "senders, each with a post in flight",
        "acknowledged posts/s",
        {"posts/s": "acknowledged posts/s"},
    ),
    Chart(
        "senders-latency",
        "Senders",
        "How long they wait for “it is stored”",
        "senders, each with a post in flight",
        "milliseconds",
        {"p50": "acknowledged p50 ms", "p99": "p99 ms"},
    ),
)


def main() -> None:
    """Draw every chart."""
    results = load_results("scale")
    tables = {table["title"]: table for table in results["tables"]}
    FOLDER.mkdir(exist_ok=True)
    for chart in CHARTS:
        (FOLDER / f"{chart.name}.svg").write_text(draw(chart, tables[chart.table], results), encoding="utf-8")


def draw(chart: Chart, table: dict[str, Any], results: dict[str, Any]) -> str:
    """Return the chart as SVG."""
    xs = [row[0] for row in table["rows"]]
    lines = {
        name: [row[table["head"].index(column)] for row in table["rows"]]
        for name, column in chart.lines.items()
    }
    values = [value for line in lines.values() for value in line]
    marks = powers(values) if chart.steep else steps(max(values))
    x = along(math.log(xs[0]), math.log(xs[-1]), LEFT + 12, RIGHT - 12, math.log)
    lowest, highest = (math.log(marks[0]), math.log(marks[-1])) if chart.steep else (0, marks[-1])
    y = along(lowest, highest, BOTTOM, TOP, math.log if chart.steep else float)
    parts = [
        text(16, 24, chart.title, "ink head"),
        text(16, 44, chart.up, "soft"),
        *(f'<path class="grid" d="M{LEFT} {y(mark):.1f}H{RIGHT}"/>' for mark in marks),
        *(text(LEFT - 8, y(mark) + 4, shown(mark), "soft end") for mark in marks),
        *(text(x(value), BOTTOM + 18, shown(value), "soft middle") for value in xs),
        text((LEFT + RIGHT) / 2, BOTTOM + 38, chart.across, "soft middle"),
        text(
            16, HEIGHT - 8, f"{results['machine'].split(',')[0]}, one core, {results['date']}", "soft small"
        ),
        *(
            curve(number, [(x(a), y(b)) for a, b in zip(xs, line, strict=True)])
            for number, line in enumerate(lines.values())
        ),
        *names({name: (y(line[-1]), line[-1]) for name, line in lines.items()}),
    ]
    told = "; ".join(f"{name}: {', '.join(map(shown, line))}" for name, line in lines.items())
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img">'
        f"<title>{escape(chart.title)} ({escape(chart.up)})</title>"
        f"<desc>{escape(chart.across)}: {'; '.join(map(shown, xs))}. {escape(told)}.</desc>"
        f'<style>{STYLE}</style><rect class="paper" width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
    )
    return "\n".join([head, *parts, "</svg>\n"])


def steps(highest: float) -> list[float]:
    """Return round values from zero to at least the highest."""
    rough = highest / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    return [step * number for number in range(math.ceil(highest / step) + 1)]


def powers(values: list[float]) -> list[float]:
    """Return the powers of ten around the values."""
    lowest, highest = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return [10.0**power for power in range(lowest, highest + 1)]


def along(first: float, last: float, start: float, end: float, bend: Scale) -> Scale:
    """Return what places a value between two points of an axis."""
    return lambda value: start + (bend(value) - first) / (last - first) * (end - start)


def curve(number: int, points: list[tuple[float, float]]) -> str:
    """Return a line with a dot at each point."""
    path = "L".join(f"{a:.1f} {b:.1f}" for a, b in points)
    dots = "".join(f'<circle class="mark" cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>' for a, b in points)
    return f'<g class="s{number}"><path class="line" d="M{path}"/>{dots}</g>'


def names(ends: dict[str, tuple[float, float]]) -> list[str]:
    """Return each line's name and last value beside its end, moved apart where they would touch."""
    placed: list[str] = []
    free = -math.inf
    for name, (height, value) in sorted(ends.items(), key=lambda end: end[1][0]):
        at = max(height - 3, free)
        free = at + LABEL_HEIGHT
        number = list(ends).index(name)
        placed.append(f'<g class="s{number}">{text(RIGHT + 6, at, name, "name")}</g>')
        placed.append(text(RIGHT + 6, at + 14, shown(value), "ink"))
    return placed


def text(x: float, y: float, words: str, kind: str) -> str:
    """Return words at a place."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'


def shown(value: float) -> str:
    """Return a number as people write it."""
    if value >= 1_000_000 and value % 100_000 == 0:
        return f"{value / 1_000_000:g} M"
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


if __name__ == "__main__":
    main()
