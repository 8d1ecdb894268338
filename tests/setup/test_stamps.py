"""Fingerprints and the lock that lets one set-up work at a time."""

import subprocess
import sys
import time
from pathlib import Path

from setup import stamps
from setup.places import HERE

SET_UP = """
import subprocess, sys
from pathlib import Path
from setup import stamps
with stamps.one_at_a_time(Path(sys.argv[1])):
    command = subprocess.Popen(["sleep", "1"], close_fds=False)
    print("running", flush=True)
    command.wait()
"""


def test_a_fingerprint_follows_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    first = stamps.fingerprint(tmp_path, tmp_path.iterdir())
    (tmp_path / "a").write_text("2")
    second = stamps.fingerprint(tmp_path, tmp_path.iterdir())
    (tmp_path / "a").rename(tmp_path / "b")
    third = stamps.fingerprint(tmp_path, tmp_path.iterdir())
    assert len({first, second, third}) == 3


def test_a_stamp_that_was_never_put_matches_nothing(tmp_path: Path) -> None:
    assert not stamps.matches(tmp_path / "stamp", "")
    stamps.put(tmp_path / "stamp", "abc")
    assert stamps.matches(tmp_path / "stamp", "abc")


def test_a_set_up_waits_for_the_orphans_of_a_killed_one(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SET_UP, str(tmp_path)]
    with subprocess.Popen(command, cwd=HERE.root, stdout=subprocess.PIPE) as set_up:
        assert set_up.stdout is not None
        set_up.stdout.readline()
        set_up.kill()
    started = time.monotonic()
    with stamps.one_at_a_time(tmp_path):
        assert time.monotonic() - started > 0.2


def test_it_does_not_wait_for_nobody(tmp_path: Path) -> None:
    for _ in range(2):
        with stamps.one_at_a_time(tmp_path):
            pass
