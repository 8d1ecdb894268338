"""Whatever a program prints when it fails, a person gets one line that says what to do."""

import errno

import pytest

from setup import failures, machine

REFUSED = (
    "npm error code ECONNREFUSED\nnpm error errno ECONNREFUSED\n",
    "WARNING: Retrying: NewConnectionError('Failed to establish a new connection')\n",
    "ERROR: Could not find a version that satisfies the requirement flask==3.1.3 (from versions: none)\n",
    "npm error code EAI_AGAIN\n",
)


def line(output: str) -> str:
    return str(failures.from_output("Installing", output, "/srv/parley", "/srv/parley/.venv/setup.log"))


@pytest.mark.parametrize("output", REFUSED)
def test_no_network(output: str) -> None:
    assert "Check the network connection" in line(output)


@pytest.mark.parametrize(
    "output",
    ["ERROR: Could not install packages: [Errno 28] No space left on device\n", "npm error code ENOSPC\n"],
)
def test_no_space(output: str) -> None:
    assert (
        line(output) == "No space is left on the disk that holds /srv/parley. Free some, then run it again."
    )


def test_the_telling_line_of_anything_else() -> None:
    assert line("Collecting flask\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES\nmore\n") == (
        "Installing failed: ERROR: THESE PACKAGES DO NOT MATCH THE HASHES (Details: /srv/parley/.venv/setup.log)"
    )


def test_a_program_that_says_nothing() -> None:
    assert line("") == "Installing failed: it said nothing. (Details: /srv/parley/.venv/setup.log)"


def test_a_full_disk_under_our_own_hands() -> None:
    error = OSError(errno.ENOSPC, "No space left on device")
    assert "Free some" in str(failures.from_os_error(error, "/srv/data"))


def test_a_port_for_the_administrator() -> None:
    failure = machine.address_failure("127.0.0.1", 80, PermissionError(errno.EACCES, "Permission denied"))
    assert "above 1023" in str(failure)
