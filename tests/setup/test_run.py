"""What run.py says before it can set up anything."""

import ast
import subprocess
import sys

import pytest

import run
from setup.places import HERE


def test_an_old_python_is_told_what_is_needed() -> None:
    complaint = run.age_complaint((3, 8, 18))
    assert "needs Python 3.11 or newer, and this is 3.8.18" in complaint
    assert "\n" not in complaint


def test_a_recent_python_is_welcome() -> None:
    assert run.age_complaint((3, 11, 0)) == ""
    assert run.age_complaint((3, 14, 1)) == ""


def test_an_old_python_can_read_it_at_all() -> None:
    source = (HERE.root / "run.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))


def test_windows_is_told_where_it_runs() -> None:
    assert "WSL" in run.system_complaint("nt")
    assert run.system_complaint("posix") == ""


@pytest.mark.parametrize("mode", ["eventlet", "gevent"])
def test_what_counts_sessions_may_be_waited_for_in_a_native_thread(mode: str) -> None:
    # Under a lock of the event loop's, a thread that had to wait for it never woke, and nothing was written any more.
    program = f"""
import run
run.start_event_loop({mode!r})
from sqlalchemy.orm import loading, session
for count in (session._new_sessionid, loading._new_runid):
    print(*(type(cell.cell_contents).__module__ for cell in count.__closure__))
"""
    said = subprocess.check_output([sys.executable, "-W", "ignore", "-c", program], cwd=HERE.root, text=True)
    assert said.splitlines() == ["itertools _thread"] * 2
