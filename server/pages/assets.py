"""The built client, kept in memory with its compressed form: a page's files are few and asked for all the time."""

import gzip
import hashlib
import json
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Response, abort, request

from server.core.config import ROOT

DIST = ROOT / "client" / "dist"
ENTRY = "client/main.js"
# The code of the forms through which people come in, by its source.
DOORS = "client/rooms/doors.js"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file of the built client."""

    kind: str
    body: bytes
    etag: str
    hashed: bool

    @cached_property
    def packed(self) -> bytes | None:
        """The body as gzip, or None where it would not be smaller (fonts, pictures)."""
        packed = gzip.compress(self.body, 9, mtime=0)
        return packed if len(packed) < len(self.body) * 0.9 else None

    def respond(self) -> Response:
        """Return the response to the request for it."""
        packs = self.packed is not None and request.accept_encodings["gzip"] > 0
        response = Response(self.packed if packs else self.body, mimetype=self.kind)
        if packs:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        # A hashed name never changes its content; the others are asked about each time and mostly answered by 304.
        response.headers["Cache-Control"] = _FOREVER if self.hashed else "no-cache"
        response.set_etag(self.etag)
        response.make_conditional(request)
        return response


class Assets:
    """The files that ``vite build`` has written."""

    def __init__(self, dist: Path = DIST) -> None:
        self.files: dict[str, Asset] = {}
        manifest_path = dist / ".vite" / "manifest.json"
        manifest: dict[str, Any] = json.loads(manifest_path.read_text()) if manifest_path.exists() else {}
        for path in sorted(dist.rglob("*")) if dist.exists() else []:
            if path.is_file() and ".vite" not in path.parts:
                name = path.relative_to(dist).as_posix()
                self.files[name] = _read(path, hashed=name.startswith("assets/"))
        entry = manifest.get(ENTRY, {})
        self.entry_js = f"/static/{entry['file']}" if entry else ""
        self.entry_css = [f"/static/{name}" for name in entry.get("css", [])]
        chunks = [manifest[name] for name in _needed(manifest, DOORS) - _needed(manifest, ENTRY)]
        # What a page for somebody who is not signed in asks for next; told in its head, it comes with the first code.
        self.doors_js = sorted(f"/static/{chunk['file']}" for chunk in chunks)
        self.doors_css = sorted(f"/static/{name}" for chunk in chunks for name in chunk.get("css", []))

    def respond(self, name: str) -> Response:
        """Return the response for one file; 404 when there is none."""
        asset = self.files.get(name)
        if asset is None:
            abort(404)
        return asset.respond()


def fingerprint(*folders: Path) -> str:
    """Return a short hash of everything in the folders: the part of an address that makes caching for ever safe."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".html", ".po", ".js", ".css", ".json"}:
                digest.update(path.relative_to(folder).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _needed(manifest: dict[str, Any], name: str) -> set[str]:
    """Return the chunk and those that it imports, as Vite's manifest names them."""
    found: set[str] = set()
    to_look_at = [name] if name in manifest else []
    while to_look_at:
        one = to_look_at.pop()
        if one not in found:
            found.add(one)
            to_look_at.extend(manifest[one].get("imports", []))
    return found


def kept(kind: str, body: bytes, *, hashed: bool) -> Asset:
    """Return something as a file of the client.

    Args:
        kind: its media type.
        hashed: its address changes with its content.
    """
    return Asset(kind, body, hashlib.sha256(body).hexdigest()[:20], hashed)


def _read(path: Path, hashed: bool) -> Asset:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return kept(kind, path.read_bytes(), hashed=hashed)
