"""Running other programs without a word on the screen, but with all they say kept."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from setup import failures
from setup.places import Places
from setup.screen import Step

STOP_SECONDS = 10


def run(
    places: Places, step: Step, what: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None
) -> None:
    """Run a command to its end, its last line shown as the step's detail.

    Args:
        what: what the command does, for the failure's sentence.
        env: what the environment has besides this process's own.

    Raises:
        Failure: the command failed or is not there.
    """
    code, output = try_to_run(places, step, command, env)
    if code:
        raise failures.from_output(what, output, places.root, places.log)


def try_to_run(
    places: Places, step: Step, command: Sequence[str | Path], env: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Run a command to its end and return its exit status and all it said."""
    arguments = [str(part) for part in command]
    try:
        process = subprocess.Popen(
            arguments,
            cwd=places.root,
            env={**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0", **(env or {})},
            # The one file it inherits is the lock of stamps.one_at_a_time.
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        return 127, f"{arguments[0]}: {error.strerror}"
    lines = []
    try:
        for line in process.stdout or ():
            lines.append(line)
            step.detail = line.strip()
        code = process.wait()
    finally:
        _stop(process)
    step.detail = ""
    output = "".join(lines)
    _keep(places, arguments, output)
    return code, output


def _stop(process: subprocess.Popen[str]) -> None:
    """Let no command outlive the set-up that started it: a later set-up would work against it."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _keep(places: Places, arguments: Sequence[str], output: str) -> None:
    try:
        with places.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(arguments)}\n{output}\n")
    except OSError:
        # The log is a convenience: its own failure must not hide the one that matters.
        return
