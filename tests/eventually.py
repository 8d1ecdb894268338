"""Waiting for what happens elsewhere."""

import time
from collections.abc import Callable
from typing import Any


def eventually(look: Callable[[], Any], seconds: float = 20) -> Any:
    """Return what ``look`` finds as soon as it finds something; fail when it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it never came")
