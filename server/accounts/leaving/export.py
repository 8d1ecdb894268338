"""One's own data as an archive: made by a job, fetched once.

Every feature says with ``add_source`` what it keeps of a person.
"""

import io
import json
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from server.accounts.factors import proof
from server.accounts.factors.models import Passkey
from server.accounts.models import ActiveDay, DeviceSession, User
from server.accounts.oauth.models import Identity
from server.core import jobs, limits
from server.core.db import db, iso, now
from server.core.errors import not_found
from server.core.threads import in_thread

# (session, id of the person) -> the rows, each for JSON
Source = Callable[[Session, int], Iterable[dict[str, Any]]]
KEPT = timedelta(days=1)
_PIECE = 65_536
_sources: dict[str, Source] = {}


def add_source(name: str, source: Source) -> None:
    """Let ``source`` give what becomes ``<name>.json`` in everybody's archive."""
    _sources[name] = source


def ask(user_id: int) -> dict[str, Any]:
    """Have the person's archive made; one that is there already gives way to it. Returns what ``state`` does.

    Raises:
        Refused: ``prove_first``; ``slow_down``.
    """
    proof.require()
    limits.spend("exports", user_id)
    for old in _files(user_id):
        old.unlink(missing_ok=True)
    _folder().mkdir(mode=0o700, exist_ok=True)
    # Empty: it is being made.
    (_folder() / f"{user_id}-{secrets.token_urlsafe(16)}.part").touch(mode=0o600)
    make.later(user_id)
    return state(user_id)


def state(user_id: int) -> dict[str, Any]:
    """Return ``{"state": "none" | "making" | "ready", "size", "until"}`` of the person's archive."""
    for path in _files(user_id):
        if path.suffix == ".zip":
            kept = path.stat()
            until = datetime.fromtimestamp(kept.st_mtime, UTC) + KEPT
            if until > now():
                return {"state": "ready", "size": kept.st_size, "until": iso(until)}
    making = any(path.suffix == ".part" for path in _files(user_id))
    return {"state": "making" if making else "none", "size": 0, "until": None}


@jobs.job()
def make(user_id: int) -> None:
    """Make the archive that was asked for."""
    unfinished = next((path for path in _files(user_id) if path.suffix == ".part"), None)
    if unfinished is None:
        return
    # Packing years of messages would keep everybody else waiting.
    in_thread(_pack, db.engine, user_id, unfinished)
    unfinished.rename(unfinished.with_suffix(".zip"))


def take(user_id: int) -> Iterator[bytes]:
    """Return the archive in pieces; it is gone with the last one.

    Raises:
        Refused: ``not_found`` when there is none, or somebody is fetching it already.
    """
    ready = next((path for path in _files(user_id) if path.suffix == ".zip"), None)
    if ready is None or state(user_id)["state"] != "ready":
        raise not_found()
    taken = ready.with_suffix(".taken")
    try:
        # Whoever renames it is the one who gets it.
        ready.rename(taken)
    except FileNotFoundError as error:
        raise not_found() from error
    return _pieces(taken)


@jobs.periodic(jobs.crontab(minute="47"))
def tidy() -> None:
    """Remove archives that nobody has fetched in time."""
    for path in _folder().glob("*"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) + KEPT < now():
            path.unlink(missing_ok=True)


def _pack(engine: Engine, user_id: int, path: Path) -> None:
    with Session(engine) as session, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in _sources.items():
            with archive.open(f"{name}.json", "w") as file, io.TextIOWrapper(file, "utf-8") as text:
                text.writelines(_json_list(source(session, user_id)))


def _pieces(taken: Path) -> Iterator[bytes]:
    try:
        with taken.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    finally:
        taken.unlink(missing_ok=True)


def _json_list(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Row by row, so that a hundred thousand messages are never in memory together."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _files(user_id: int) -> list[Path]:
    return sorted(_folder().glob(f"{user_id}-*"))


def _folder() -> Path:
    folder: Path = current_app.config["DATA_DIR"] / "exports"
    return folder


def _account(session: Session, user_id: int) -> Iterable[dict[str, Any]]:
    user = session.get_one(User, user_id)
    yield user.to_json() | {
        "email": user.email,
        "email_confirmed_at": iso(user.email_confirmed_at),
        "created_at": iso(user.created_at),
    }


def _devices(session: Session, user_id: int) -> Iterable[dict[str, Any]]:
    for row in session.scalars(select(DeviceSession).where(DeviceSession.user_id == user_id)):
        found = row.to_json(0)
        del found["current"]
        yield found


def _ways_in(session: Session, user_id: int) -> Iterable[dict[str, Any]]:
    for identity in session.scalars(select(Identity).where(Identity.user_id == user_id)):
        yield {
            "provider": identity.provider,
            "subject": identity.subject,
            "email": identity.email,
            "created_at": iso(identity.created_at),
        }
    for passkey in session.scalars(select(Passkey).where(Passkey.user_id == user_id)):
        yield {"passkey": passkey.name, "created_at": iso(passkey.created_at)}


def _days(session: Session, user_id: int) -> Iterable[dict[str, Any]]:
    mine = select(ActiveDay.day).where(ActiveDay.user_id == user_id).order_by(ActiveDay.day)
    for day in session.scalars(mine):
        yield {"day": day.isoformat()}


add_source("account", _account)
add_source("days-here", _days)
add_source("devices", _devices)
add_source("ways-to-sign-in", _ways_in)
