"""Files of comma-separated values, whoever has written them: their letters, their lines, their columns."""

import csv
import io
from collections.abc import Iterator

from flask_babel import lazy_gettext

from server.core.fields import storable
from server.todos.exchange.drafts import line, unreadable

Row = dict[str, str]
_SEPARATORS = ",;\t"


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a mark at its beginning.

    Raises:
        Refused: ``unreadable``, naming the line.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise unreadable(line(number)(lazy_gettext("This is not text in UTF-8."))) from error


def header(text: str) -> list[str]:
    """Return the names of the columns; none when the first line is not one of a table."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        return [name.strip() for name in next(reader, [])]
    except csv.Error:
        return []


def rows(text: str) -> Iterator[tuple[int, Row]]:
    """Return the lines after the header that are not empty, each with the number of its first line in the file.

    Raises:
        Refused: ``unreadable``, naming the line.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    names: list[str] = []
    began = 1
    try:
        for cells in reader:
            if not names:
                names = [name.strip() for name in cells]
            elif any(cell.strip() for cell in cells):
                yield began, _row(began, names, cells)
            began = reader.line_num + 1
    except csv.Error as error:
        broken = lazy_gettext("This is not a line of a table; a quotation mark may be missing.")
        raise unreadable(line(began)(broken)) from error


def _row(number: int, names: list[str], cells: list[str]) -> Row:
    if any(cell.strip() for cell in cells[len(names) :]):
        more = lazy_gettext("There are more cells than columns; a quotation mark may be missing.")
        raise unreadable(line(number)(more))
    return dict.fromkeys(names, "") | {
        name: storable(cell) for name, cell in zip(names, cells, strict=False) if name or cell.strip()
    }


def _separator(text: str) -> str:
    """Return what separates the cells: spreadsheets in many countries write semicolons."""
    first = text[: text.find("\n") if "\n" in text else None]
    return max(_SEPARATORS, key=first.count)
