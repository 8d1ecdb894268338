"""Failures that a person can do something about, each told in one line."""

import errno
import re

NO_SPACE = "No space is left on the disk that holds {place}. Free some, then run it again."

_NO_SPACE_SIGNS = re.compile(r"No space left on device|ENOSPC|not enough space on the disk", re.IGNORECASE)
_COLOURS = re.compile(r"\033\[[0-9;]*m")
_OFFLINE_SIGNS = re.compile(
    r"Temporary failure in name resolution|Name or service not known|nodename nor servname|Max retries exceeded"
    r"|NewConnectionError|ConnectTimeout|ReadTimeout|Connection (?:refused|reset|aborted)|Network is unreachable"
    r"|Could not find a version|No matching distribution|ProxyError"
    r"|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH",
    re.IGNORECASE,
)


class Failure(Exception):
    """Carries the one line that says what is wrong and what to do about it."""


class Stopped(BaseException):
    """Somebody asked the set-up to stop; ``code`` is the exit status that says so."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def is_offline(output: str) -> bool:
    """Tell whether a package manager's output says that nothing could be downloaded."""
    return _OFFLINE_SIGNS.search(output) is not None


def from_output(what: str, output: str, place: object, log: object) -> Failure:
    """Return the failure that a command's output tells about.

    Args:
        what: what could not be done, such as "Installing the Python packages".
        place: the folder it wrote to.
        log: the file that holds the whole output.
    """
    if _NO_SPACE_SIGNS.search(output):
        return Failure(NO_SPACE.format(place=place))
    if is_offline(output):
        return Failure(
            f"{what} failed: the packages could not be downloaded. Check the network connection, then run it again. "
            f"(Details: {log})"
        )
    return Failure(f"{what} failed: {_telling_line(output)} (Details: {log})")


def from_os_error(error: OSError, place: object) -> Failure:
    """Return the failure that an error of the operating system tells about."""
    if error.errno == errno.ENOSPC:
        return Failure(NO_SPACE.format(place=place))
    return Failure(f"Cannot write to {place}: {error.strerror or error}.")


def _telling_line(output: str) -> str:
    """Return the line that most likely names the cause: the first that says error, else the last one."""
    lines = [line.strip() for line in _COLOURS.sub("", output).splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if re.search(r"\berr(or|!)", line, re.IGNORECASE):
            # "error during build:" announces the line that tells.
            return next((told for told in lines[number:] if not told.endswith(":")), line)
    return lines[-1] if lines else "it said nothing."
