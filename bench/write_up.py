"""Puts the last results of every measurement into docs/performance.md, and draws its charts.

    .venv/bin/python bench/write_up.py

The page says where: between ``<!-- results: chat -->`` and ``<!-- end -->``. What else it says is written by people.
"""

import re

import charts
from report import as_markdown, load_results
from servers import ROOT

PAGE = ROOT / "docs" / "performance.md"


def main() -> None:
    """Write the page anew."""
    text = PAGE.read_text(encoding="utf-8")
    marked = re.compile(r"(<!-- results: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
    PAGE.write_text(marked.sub(lambda found: found[1] + tables(found[2]) + found[3], text), encoding="utf-8")
    charts.main()


def tables(name: str) -> str:
    """Return what a measurement found, as Markdown."""
    results = load_results(name)
    parts = [f"{results['machine']}; {results['date']}; load average before: {results['load average']}."]
    for table in results["tables"]:
        parts += [f"**{table['title']}**", as_markdown(table["head"], table["rows"])]
    return "\n" + "\n\n".join(parts) + "\n\n"


if __name__ == "__main__":
    main()
