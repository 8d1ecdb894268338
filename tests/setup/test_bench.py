"""The measurements, up to where they would begin to measure."""

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from bench.measurements import MEASUREMENTS
from setup import measuring
from setup.failures import Failure
from setup.places import HERE
from tests.setup.conftest import Run


def test_the_list_names_every_measurement_and_starts_none(start: Callable[..., Run]) -> None:
    run = start("bench", "--list")
    assert run.end() == 0
    assert [line.split()[:4] for line in run.output.splitlines()] == [
        ["python3", "run.py", "bench", name] for name in MEASUREMENTS
    ]


def test_whatever_can_be_run_is_a_measurement() -> None:
    scripts = {
        path.stem for path in (HERE.root / "bench").glob("*.py") if "report.save()" in path.read_text()
    }
    assert scripts == set(MEASUREMENTS)


def test_without_a_name_all_of_them_run() -> None:
    assert measuring.chosen([]) == list(MEASUREMENTS)
    assert measuring.chosen(["live"]) == ["live"]


def test_a_name_that_is_none_says_which_there_are(start: Callable[..., Run]) -> None:
    run = start("bench", "live", "speed")
    assert run.end() == 1
    assert f"There is no measurement speed. There are: {', '.join(MEASUREMENTS)}." in run.output
    with pytest.raises(Failure):
        measuring.chosen(["live", "speed"])


def test_the_page_about_performance_shows_every_measurement_and_every_chart() -> None:
    page = (HERE.root / "docs" / "performance.md").read_text(encoding="utf-8")
    shown = re.findall(r"<!-- results: (\w+) -->\n(.*?)<!-- end -->", page, re.DOTALL)
    assert {name for name, _ in shown} == set(MEASUREMENTS)
    assert all("| --- |" in tables for _, tables in shown)
    charts = re.findall(r'src="(charts/[\w-]+\.svg)"', page)
    assert {HERE.root / "docs" / chart for chart in charts} == set((HERE.root / "docs" / "charts").iterdir())
    for chart in charts:
        assert ElementTree.parse(HERE.root / "docs" / chart).getroot().tag.endswith("svg")
