"""The message catalogs: gathered from the sources, checked against them, compiled for the server.

One catalog a language holds the messages of Python, templates and JavaScript. Its files are written the same way
every time (sorted, without line numbers and dates), so a change of the sources shows only its own messages.

``flask catalogs update|check|compile``, or ``python -m server.core.catalogs …`` where there is no application yet.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from server.core.config import ROOT
from server.core.i18n import LOCALES

SOURCE_LOCALE = "en"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2), "lazy_pgettext": ((1, "c"), 2)}

_FOLDERS_WITH_SOURCES = ("client", "server")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
# Dates and versions would change the files without a change of any message; the rest is Babel's placeholders.
_NEEDLESS_HEADERS = re.compile(
    r'^"(?:Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    r"|Generated-By):.*\n",
    re.MULTILINE,
)


@click.group()
def catalogs() -> None:
    """The translations: gather messages, check them, compile them."""


@catalogs.command()
def update() -> None:
    """Bring every language's catalog up to date with the sources."""
    found = gather()
    for locale in LOCALES:
        path = _path(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        brought_up = brought_up_to_date(locale, found)
        path.write_text(as_text(brought_up), encoding="utf-8")
        missing = sum(1 for message in _messages(brought_up) if not all(_forms(message)))
        click.echo(f"{locale}: {len(brought_up)} messages, {missing} without a translation")


@catalogs.command()
def check() -> None:
    """Fail when a catalog is behind the sources, incomplete, or has other placeholders than its messages."""
    found = gather()
    complaints = [complaint for locale in LOCALES for complaint in faults(locale, found)]
    for complaint in complaints:
        click.echo(complaint)
    if complaints:
        raise SystemExit(1)


@catalogs.command("compile")
def compile_changed() -> None:
    """Compile the catalogs whose text is newer than their compiled form."""
    for locale in LOCALES:
        text, compiled = _path(locale), _path(locale).with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= text.stat().st_mtime_ns:
            continue
        with compiled.open("wb") as file:
            write_mo(file, read(locale))


def gather() -> Catalog:
    """Return every message of the sources, as babel.cfg says where to look."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog(project="Parley", fuzzy=False)
    # From the root, for babel.cfg names paths from there; but not through every library installed below it.
    everything = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
        directory_filter=_may_hold_sources,
    )
    for filename, _line, message, comments, context in everything:
        found.add(message, None, [(filename, 1)], auto_comments=comments, context=context)
    return found


def read(locale: str) -> Catalog:
    """Return a language's catalog as it is on disk; an empty one when there is none yet."""
    path = _path(locale)
    if not path.exists():
        return Catalog(locale=locale, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def brought_up_to_date(locale: str, found: Catalog) -> Catalog:
    """Return the language's catalog with exactly the messages of ``found``, keeping what is translated.

    English is the language of the messages themselves, so its translations are filled in.
    """
    present = read(locale)
    result = Catalog(
        locale=locale,
        project="Parley",
        header_comment=f"# {LOCALES[locale]}",
        fuzzy=False,
    )
    for message in _messages(found):
        known = present.get(message.id, message.context)
        result.add(
            message.id,
            message.id if locale == SOURCE_LOCALE else _kept_string(message, known, result.num_plurals),
            message.locations,
            flags=known.flags if known else (),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            context=message.context,
        )
    return result


def _kept_string(message: Message, known: Message | None, plural_forms: int) -> str | tuple[str, ...]:
    """Return the translation there is already; empty where there is none of this shape."""
    is_plural = isinstance(message.id, tuple)
    if known is not None and known.string and isinstance(known.string, tuple) == is_plural:
        return _forms(known) if is_plural else _forms(known)[0]
    return ("",) * plural_forms if is_plural else ""


def as_text(catalog: Catalog) -> str:
    """Return the catalog as its file holds it."""
    file = io.BytesIO()
    # Unwrapped: a reworded message is one changed line.
    write_po(file, catalog, width=0, sort_output=True, include_lineno=False)
    return _NEEDLESS_HEADERS.sub("", file.getvalue().decode("utf-8"))


def faults(locale: str, found: Catalog) -> Iterator[str]:
    """Yield one line for everything that is not as it should be in the language's catalog."""
    path = _path(locale).relative_to(ROOT)
    present = read(locale)
    if not _path(locale).exists() or _path(locale).read_text(encoding="utf-8") != as_text(
        brought_up_to_date(locale, found)
    ):
        yield f"{path}: not up to date with the sources. Run: python3 run.py flask catalogs update"
    for message in _messages(present):
        name = message.id if isinstance(message.id, str) else message.id[0]
        forms = _forms(message)
        if not all(forms):
            yield f"{path}: not translated: {name}"
        elif message.fuzzy:
            yield f"{path}: only guessed (fuzzy): {name}"
        elif isinstance(message.id, tuple) and len(forms) != present.num_plurals:
            yield f"{path}: {len(forms)} plural forms instead of {present.num_plurals}: {name}"
        elif not has_same_placeholders(message):
            yield f"{path}: other placeholders than the message: {name}"


def has_same_placeholders(message: Message) -> bool:
    """Compare placeholders; every plural form but the last may leave the number out ("one message")."""
    if isinstance(message.id, str):
        return _placeholders(message.id) == _placeholders(str(message.string))
    *others, last = (_placeholders(form) for form in _forms(message))
    wanted = _placeholders(message.id[1])
    return last == wanted and all(other <= wanted for other in others)


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def _messages(catalog: Catalog) -> Iterator[Message]:
    # The first is the header.
    return (message for message in catalog if message.id)


def _may_hold_sources(folder: str) -> bool:
    return Path(folder).relative_to(ROOT).parts[0] in _FOLDERS_WITH_SOURCES


def _path(locale: str) -> Path:
    return ROOT / "translations" / locale / "LC_MESSAGES" / "messages.po"


if __name__ == "__main__":
    catalogs()
