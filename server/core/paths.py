"""Addresses inside this site."""

import re
from urllib.parse import urlsplit

_LONGEST = 500
# No backslash, which browsers take for a slash, and nothing that they leave out.
_PLAIN = re.compile(r"/[^\\\x00-\x20\x7f]*")
_NO_PAGES = ("/api/", "/oauth/", "/static/", "/socket.io")


def own_path(wanted: str) -> str:
    """Return ``wanted`` when it is the path of a page of this site (with query and fragment), else ``/``.

    Whatever a link in somebody's mail says, nobody is sent elsewhere.
    """
    if len(wanted) > _LONGEST or not _PLAIN.fullmatch(wanted):
        return "/"
    path = urlsplit(wanted).path
    if wanted.startswith("//") or "//" in path or "/." in path or path.startswith(_NO_PAGES):
        return "/"
    return wanted
