"""The message catalog as the client takes it."""

from functools import cache
from typing import Any

from babel.messages.pofile import read_po

from server.core.config import ROOT


@cache
def catalog(locale: str) -> dict[str, Any]:
    """Return the translations of a locale.

    Returns:
        ``{"locale", "plural", "messages"}``; a message with plural forms stands under its singular, with a list of
        forms. What reads the same as its source is left out, since the client falls back to that.
    """
    path = ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"
    messages: dict[str, Any] = {}
    plural = "nplurals=2; plural=(n != 1);"
    if path.exists():
        with path.open("rb") as file:
            entries = read_po(file, locale=locale)
        plural = f"nplurals={entries.num_plurals}; plural={entries.plural_expr};"
        for entry in entries:
            # The client knows no contexts: these are the templates'.
            if entry.context:
                continue
            if isinstance(entry.id, (tuple, list)):
                forms = list(entry.string or ())
                if all(forms):
                    messages[entry.id[0]] = forms
            elif entry.id and entry.string and entry.string != entry.id:
                messages[entry.id] = entry.string
    return {"locale": locale, "plural": plural, "messages": messages}
