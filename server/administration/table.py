"""The audit log as a table for other programs."""

import csv
import io
import json
from collections.abc import Iterator

from server.accounts.audit import access as audit
from server.core.db import db

_PIECE = 65_536


def lines(action: str = "") -> Iterator[str]:
    """Yield the log as CSV, the newest first, in pieces of many lines.

    Args:
        action: only what begins with it (``user.``).
    """
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(["id", "time", "actor", "action", "target", "address", "data"])
    for entry in audit.every(db.session(), action):
        actor = entry["actor"]["username"] if entry["actor"] else ""
        data = json.dumps(entry["data"], ensure_ascii=False)
        cells = [entry["created_at"], actor, entry["action"], entry["target"], entry["address"], data]
        writer.writerow([entry["id"], *(_harmless(cell) for cell in cells)])
        if line.tell() > _PIECE:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
    yield line.getvalue()


def _harmless(cell: str) -> str:
    """Return text that a spreadsheet does not take for a formula (OWASP, CSV injection)."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
