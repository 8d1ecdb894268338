"""The beginning of what somebody wrote, as plain text on one line: for notices, and for mails."""

import re
from html import unescape

LONGEST = 200
# What stands within a line parts no words.
_INLINE = re.compile(r"</?(?:a|code|del|em|span|strong)\b[^>]*>")
_TAG = re.compile("<[^>]*>")


def excerpt(html: str) -> str:
    """Return the first words of a text that was rendered, ``LONGEST`` characters at most."""
    words = " ".join(unescape(_TAG.sub(" ", _INLINE.sub("", html[: LONGEST * 20]))).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
