"""Tables of what was measured: printed, and kept with the machine and the day in ``results/``."""

import json
import os
import platform
import time
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results")


class Report:
    """What one measurement found.

    Args:
        name: the measurement's; ``results/<name>.json`` will hold it.
    """

    def __init__(self, name: str) -> None:
        self.path = RESULTS / f"{name}.json"
        self.about = {
            "machine": machine(),
            "date": time.strftime("%Y-%m-%d"),
            # Of the minute before. Above 0.1, somebody else was at work, and the figures say so.
            "load average": round(os.getloadavg()[0], 2),
        }
        self.tables: list[dict[str, Any]] = []
        print(f"{self.about['machine']}; load average before: {self.about['load average']}", flush=True)

    def table(self, title: str, head: list[str], rows: list[list[Any]]) -> None:
        """Print a table as Markdown, and keep it."""
        self.tables.append({"title": title, "head": head, "rows": rows})
        print(f"\n{title}\n\n{as_markdown(head, rows)}", flush=True)

    def save(self) -> None:
        """Write everything down, in the place of what an earlier run found."""
        RESULTS.mkdir(exist_ok=True)
        text = json.dumps({**self.about, "tables": self.tables}, indent=1, ensure_ascii=False)
        self.path.write_text(text + "\n", encoding="utf-8")


def load_results(name: str) -> dict[str, Any]:
    """Return what the measurement found when it last ran to its end.

    Raises:
        SystemExit: it never did.
    """
    path = RESULTS / f"{name}.json"
    if not path.exists():
        raise SystemExit(f"There are no results of {name} yet: python3 run.py bench {name}")
    results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return results


def as_markdown(head: list[str], rows: list[list[Any]]) -> str:
    """Return a table as Markdown: numbers to the right, sentences to the left."""
    sides = [
        " --- " if index == 0 or any(", " in cell for cell in column if isinstance(cell, str)) else " ---: "
        for index, column in enumerate(zip(*rows, strict=True))
    ]
    lines = ["| " + " | ".join(map(_shown, row)) + " |" for row in [head, *rows]]
    return "\n".join([lines[0], "|" + "|".join(sides) + "|", *lines[1:]])


def machine() -> str:
    """Return one line about this machine."""
    cpu = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    return f"{cpu}, {os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"


def _shown(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell >= 100 else f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
