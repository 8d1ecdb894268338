"""``run.py`` as a person starts it: real processes, real signals."""

import signal
import socket
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.setup.conftest import Run

Start = Callable[..., Run]
SET_UP_STEPS = ("Python environment", "Python packages", "Client", "Translations", "Node")


def test_serves_at_the_address_it_prints(start: Start, port: int) -> None:
    run = start("--port", str(port))
    run.wait_for(f"http://127.0.0.1:{port}")
    with urlopen(f"http://127.0.0.1:{port}/api/v1/session") as answer:
        assert answer.status == 200


def test_takes_its_address_from_the_environment(start: Start, port: int) -> None:
    start(PORT=str(port)).wait_for(f"http://127.0.0.1:{port}")


def test_a_second_start_sets_nothing_up_again(start: Start, port: int) -> None:
    first = start("--port", str(port))
    first.wait_for("is ready")
    first.stop()
    second = start("--port", str(port))
    second.wait_for("is ready")
    second.stop()
    assert [step for step in (*SET_UP_STEPS, "Database") if step in second.output] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(start: Start, port: int, number: int) -> None:
    run = start("--port", str(port))
    run.wait_for("is ready")
    assert run.stop(number) == 0
    assert "Traceback" not in run.output


def test_the_secret_key_is_the_owners_alone(start: Start, port: int, tmp_path: Path) -> None:
    start("--port", str(port)).wait_for("is ready")
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_the_data_folder_option_comes_before_the_environment(start: Start, port: int, tmp_path: Path) -> None:
    start("--port", str(port), "--data-dir", str(tmp_path / "elsewhere")).wait_for("is ready")
    assert (tmp_path / "elsewhere" / "parley.db").exists()
    assert not (tmp_path / "data").exists()


def test_a_port_in_use_is_one_clear_line(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        run = start("--port", str(port))
        assert_refused(run, f"Port {port} is in use")


def test_an_impossible_port_is_one_clear_line(start: Start) -> None:
    assert_refused(start("--port", "99999"), "99999 is no port")


def test_a_data_folder_that_cannot_be_written_is_one_clear_line(
    start: Start, port: int, tmp_path: Path
) -> None:
    (tmp_path / "a-file").touch()
    run = start("--port", str(port), "--data-dir", str(tmp_path / "a-file" / "data"))
    assert_refused(run, "Cannot write to the data folder")


def test_a_database_from_newer_code_is_one_clear_line(start: Start, port: int, tmp_path: Path) -> None:
    run = start("--port", str(port))
    run.wait_for("is ready")
    run.stop()
    with sqlite3.connect(tmp_path / "data" / "parley.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'from the future'")
    database.close()
    assert_refused(start("--port", str(port)), "made by a newer Parley")


def test_a_file_that_is_no_database_is_one_clear_line(start: Start, port: int, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "parley.db").write_text("a letter to grandmother " * 100)
    assert_refused(start("--port", str(port)), "The database cannot be used")


def test_a_database_address_that_is_none_is_one_clear_line(start: Start, port: int) -> None:
    assert_refused(start("--port", str(port), DATABASE_URL="nowhere"), "DATABASE_URL")


@pytest.mark.parametrize(
    ("name", "value"), [("ASYNC_MODE", "twisted"), ("SIGN_UP", "close"), ("TRUSTED_PROXIES", "x")]
)
def test_a_misspelt_setting_is_one_clear_line(start: Start, port: int, name: str, value: str) -> None:
    assert_refused(start("--port", str(port), **{name: value}), f"{name} is {value}")


def test_an_unknown_command_is_one_clear_line(start: Start) -> None:
    assert_refused(start("sevre"), "There is no command sevre")


def assert_refused(run: Run, why: str) -> None:
    """Expect a failing exit status and a single line that gives the reason."""
    assert run.end() == 1
    lines = run.output.splitlines()
    assert len(lines) == 1, run.output
    assert lines[0].startswith("parley: ")
    assert why in lines[0]
