"""One line a step: a moving one with what is going on while it runs, then its mark and its seconds."""

import contextlib
import itertools
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator

TITLE_WIDTH = 34
_MOVING = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Step:
    """A step that is being taken."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.detail = ""
        self.failed = False
        self.started = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return time.monotonic() - self.started


@contextlib.contextmanager
def step(title: str) -> Iterator[Step]:
    """Show a step while the body runs, and how it ended.

    The body may change the step's ``detail``, and set ``failed``; leaving it by an exception is a failure too.
    """
    current = Step(title)
    ended = threading.Event()
    painter = threading.Thread(target=_keep_painting, args=(current, ended), daemon=True)
    if sys.stdout.isatty():
        painter.start()
    try:
        yield current
    except BaseException:
        current.failed = True
        raise
    finally:
        ended.set()
        if painter.is_alive():
            painter.join()
        mark = _paint("✗", "31") if current.failed else _paint("✓", "32")
        say(f"  {mark} {current.title:<{TITLE_WIDTH}} {_paint(f'{current.seconds:6.1f} s', '2')}")


def say(line: str = "") -> None:
    """Print a line, in whatever characters the terminal has."""
    encoding = sys.stdout.encoding or "ascii"
    plain = line.replace("✓", "ok").replace("✗", "failed")
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        line = plain.encode(encoding, "replace").decode(encoding)
    print(line, flush=True)


def complain(line: str) -> None:
    """Print what went wrong, where errors belong."""
    text = f"parley: {line}"
    print(f"\033[31m{text}\033[0m" if _has_colours(sys.stderr) else text, file=sys.stderr, flush=True)


def flush() -> None:
    """Bring what has been said to the screen before another program speaks."""
    sys.stdout.flush()
    sys.stderr.flush()


def bold(text: str) -> str:
    """Return the text as a terminal shows it in bold."""
    return _paint(text, "1")


def _keep_painting(current: Step, ended: threading.Event) -> None:
    width = shutil.get_terminal_size().columns
    for sign in itertools.cycle(_MOVING):
        line = f"  {sign} {current.title:<{TITLE_WIDTH}} {current.seconds:6.1f} s  {current.detail}"
        with contextlib.suppress(UnicodeEncodeError):
            sys.stdout.write(f"\r\033[2K{line[: width - 1]}")
            sys.stdout.flush()
        if ended.wait(0.1):
            break
    sys.stdout.write("\r\033[2K")


def _paint(text: str, colour: str) -> str:
    return f"\033[{colour}m{text}\033[0m" if _has_colours(sys.stdout) else text


def _has_colours(stream: object) -> bool:
    return "NO_COLOR" not in os.environ and getattr(stream, "isatty", lambda: False)()
