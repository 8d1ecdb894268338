"""What has been done already, so that the next start need not do it again.

A stamp lies inside what it vouches for and holds a fingerprint of what that was made from. Whoever throws the folder
away throws the stamp away with it.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from setup import screen


def fingerprint(root: Path, files: Iterable[Path], *more: str) -> str:
    """Return a hash of the files' names and contents, and of the other words."""
    total = hashlib.sha256()
    for word in more:
        total.update(word.encode() + b"\0")
    for file in sorted(files):
        content = file.read_bytes()
        total.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def matches(stamp: Path, wanted: str) -> bool:
    """Tell whether the stamp holds the fingerprint."""
    try:
        return stamp.read_text(encoding="ascii") == wanted
    except (OSError, UnicodeDecodeError):
        return False


def put(stamp: Path, value: str) -> None:
    """Write the stamp, whole or not at all."""
    draft = stamp.with_name(f"{stamp.name}.{os.getpid()}")
    draft.write_text(value, encoding="ascii")
    draft.replace(stamp)


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until no other set-up works in the folder, and keep others waiting until the body is done."""
    handle = os.open(folder, os.O_RDONLY)
    # Commands inherit the lock: one that outlives a killed set-up keeps the next from working against it.
    os.set_inheritable(handle, True)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            screen.say("  Another set-up is at work in this folder; waiting for it to end.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
