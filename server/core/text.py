"""What people write, made into HTML that cannot act.

Three steps, in this order: Markdown to HTML (raw HTML is shown, never passed on), cleaning against a short list of
elements, then syntax colours. Cleaning comes before colouring because Pygments escapes what it is given, and cleaning
its output costs eight times as much as making it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape, unescape
from typing import TypeVar

import bleach
import emoji
from markdown import Markdown
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from server.core.markup import COLUMNS, Chat

T = TypeVar("T")
# Deeper than this nobody writes by hand, and every level costs the parser a recursion.
DEEPEST_QUOTE = 12
_ELEMENTS = frozenset(
    [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h3",
        "h4",
        "h5",
        "hr",
        "input",
        "label",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ],
)
# Anything that Markdown, autolinks or emoji names could see, wherever it stands …
_MARKED = re.compile(r"[*_`~\[\]<&\\|\x00-\x08]|://|www\.|:[a-z0-9_+-]+:", re.IGNORECASE)
# … and what means something only where a line begins.
_MARKED_LINE = re.compile(r"^[ \t]*(?:[>+-]|#{1,6}[ \t]|\d+[.)]|[ \t])|[ \t]+$", re.MULTILINE)
_FENCE = re.compile(r"^(```+|~~~+)", re.MULTILINE)
_CODE_BLOCK = re.compile(r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.DOTALL)
_DEEP_QUOTE = re.compile(rf"^[ \t]*(?:>[ \t]*){{{DEEPEST_QUOTE},}}", re.MULTILINE)
# Attributes that may have this value and no other.
_ATTRIBUTES = {
    "a": {("rel", "nofollow noopener noreferrer"), ("target", "_blank")},
    "td": {("class", column) for column in COLUMNS.values()},
    "th": {("class", column) for column in COLUMNS.values()},
    "li": {("class", "task")},
    "input": {("type", "checkbox"), ("checked", ""), ("disabled", "")},
}
_formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
# Those that nobody is using. Each is dear to make, and neither may be used by two at a time: threads, or greenlets,
# of which there is one for each message.
_parsers: list[Markdown] = []
_cleaners: list[bleach.Cleaner] = []
_line_parsers: list[Markdown] = []
_line_cleaners: list[bleach.Cleaner] = []
# What may stand within a line.
_LINE_ELEMENTS = frozenset(["a", "code", "del", "em", "strong"])


def render(text: str) -> str:
    """Return the HTML of a message: safe to place in a page as it is.

    Args:
        text: Markdown as it was typed, with ``\\n`` for line ends.
    """
    text = text.strip("\n")
    if not _MARKED.search(text) and not _MARKED_LINE.search(text):
        return _plain(text)
    try:
        html = _marked_up(_tamed(text))
    except RecursionError:
        return _plain(text)
    if "<pre>" in html:
        html = _CODE_BLOCK.sub(_colour, html)
    return (
        html
        if not _is_jumbo(unescape(re.sub("<[^>]*>", "", html)))
        else html.replace("<p>", '<p class="jumbo">', 1)
    )


def render_line(text: str) -> str:
    """Return the HTML of one line, without any block around it: safe to place in a page as it is.

    Args:
        text: Markdown of a single line, of which emphasis, code and links mean something.
    """
    if not _MARKED.search(text):
        return escape(text, quote=False)
    with (
        _borrowed(_line_parsers, _make_line_parser) as parser,
        _borrowed(_line_cleaners, _make_line_cleaner) as cleaner,
    ):
        html = parser.reset().convert(text)
        return cleaner.clean(html.removeprefix("<p>").removesuffix("</p>"))


def _plain(text: str) -> str:
    """The short road of most messages: paragraphs and line breaks, nothing else."""
    paragraphs = re.split(r"\n{2,}", escape(text, quote=False))
    html = "\n".join("<p>" + paragraph.replace("\n", "<br>\n") + "</p>" for paragraph in paragraphs)
    return html if not _is_jumbo(text) else html.replace("<p>", '<p class="jumbo">', 1)


def _is_jumbo(text: str) -> bool:
    text = re.sub(r"\s", "", text)
    # No emoji is shorter than one character or longer than a family of ten code points.
    if not text or len(text) > 30 or text.isascii() or text[0].isalnum():
        return False
    return emoji.purely_emoji(text) and emoji.emoji_count(text) <= 3


def _tamed(text: str) -> str:
    """Close a fence that was left open, and take the excess out of quotes in quotes."""
    if len(_FENCE.findall(text)) % 2:
        text += "\n" + _FENCE.findall(text)[-1]
    return _DEEP_QUOTE.sub("> " * (DEEPEST_QUOTE - 1), text)


def _colour(block: re.Match[str]) -> str:
    language, code = block[1], block[2]
    name = ""
    if language:
        try:
            lexer = get_lexer_by_name(unescape(language).lower(), stripnl=False)
        except ClassNotFound:
            name = language
        else:
            name, code = escape(lexer.name), highlight(unescape(code), lexer, _formatter)
    caption = f"<figcaption>{name}</figcaption>" if name else ""
    return (
        f'<figure class="code" data-language="{name}">{caption}'
        f'<pre tabindex="0"><code>{code.rstrip()}</code></pre></figure>'
    )


def _marked_up(text: str) -> str:
    with _borrowed(_parsers, _make_parser) as parser, _borrowed(_cleaners, _make_cleaner) as cleaner:
        return cleaner.clean(parser.reset().convert(text))


@contextmanager
def _borrowed(idle: list[T], make: Callable[[], T]) -> Iterator[T]:
    try:
        tool = idle.pop()
    except IndexError:
        tool = make()
    yield tool
    # Not after an error, which may have left it in the middle of something.
    idle.append(tool)


def _make_parser() -> Markdown:
    return Markdown(
        extensions=["fenced_code", "nl2br", "sane_lists", "tables", Chat()],
        output_format="html",
        # Two spaces nest a list, as people are used to from everywhere else.
        tab_length=2,
    )


def _make_cleaner() -> bleach.Cleaner:
    return bleach.Cleaner(
        tags=_ELEMENTS, attributes=_allowed, protocols={"http", "https", "mailto"}, strip=False
    )


def _make_line_parser() -> Markdown:
    parser = Markdown(extensions=[Chat()], output_format="html")
    parser.preprocessors.deregister("lists")
    # A line that begins with a dash, a number or a # is no list and no heading.
    for block in ("indent", "headings", "hr", "olist", "ulist", "quote"):
        parser.parser.blockprocessors.deregister(block)
    return parser


def _make_line_cleaner() -> bleach.Cleaner:
    return bleach.Cleaner(
        tags=_LINE_ELEMENTS, attributes=_allowed, protocols={"http", "https", "mailto"}, strip=False
    )


def _allowed(element: str, name: str, value: str) -> bool:
    if element == "a" and name in {"href", "title"}:
        return True
    if element == "code":
        return name == "class" and value.startswith("language-")
    if element == "ol":
        return name == "start" and value.isdecimal()
    return (name, value) in _ATTRIBUTES.get(element, ())
