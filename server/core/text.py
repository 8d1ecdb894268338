"""What people write, made into HTML that cannot act.

Three steps, in this order: Markdown to HTML (raw HTML is shown, never passed on), cleaning against a short list of
elements, then syntax colours. Cleaning comes before colouring because Pygments escapes what it is given, and cleaning
its output costs eight times as much as making it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape, unescape
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

import bleach
import emoji
from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

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
        "hr",
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
_MARKED_LINE = re.compile(r"^[ \t]*(?:[>+-]|\d+[.)]|[ \t])|[ \t]+$", re.MULTILINE)
_FENCE = re.compile(r"^(```+|~~~+)", re.MULTILINE)
_ITEM = re.compile(r"([ \t]*)(?:[*+-]|(\d{1,9})\.)[ \t]+\S")
_CODE_BLOCK = re.compile(r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.DOTALL)
_DEEP_QUOTE = re.compile(rf"^[ \t]*(?:>[ \t]*){{{DEEPEST_QUOTE},}}", re.MULTILINE)
# Text and address of a link. Every part is bounded and none nests, so thousands of brackets cost no more than letters;
# the library's own pattern takes seconds for ten thousand of them.
_LINK = r"\[([^\[\]\n]{1,500})\]\((<[^<>\n]{1,2000}>|[^\s()<>]{1,2000}(?:\([^\s()<>]{0,500}\)[^\s()<>]{0,500})?)\)"
# An address ends at white space, at brackets that a sentence puts around it, and at CJK punctuation.
_ADDRESS = r"((?:https?://|www\.)[^\s<>\"'`\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]+)"
# The library aligns columns by a style attribute, which the Content-Security-Policy forbids on purpose.
_ALIGNED = {"text-align: center;": "center", "text-align: right;": "end"}
_formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
# Those that nobody is using. Each is dear to make, and neither may be used by two at a time: threads, or greenlets,
# of which there is one for each message.
_parsers: list[Markdown] = []
_cleaners: list[bleach.Cleaner] = []


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
        extensions=["fenced_code", "nl2br", "sane_lists", "tables", _Chat()],
        output_format="html",
        # Two spaces nest a list, as people are used to from everywhere else.
        tab_length=2,
    )


def _make_cleaner() -> bleach.Cleaner:
    return bleach.Cleaner(
        tags=_ELEMENTS, attributes=_allowed, protocols={"http", "https", "mailto"}, strip=False
    )


def _allowed(element: str, name: str, value: str) -> bool:
    if element == "a":
        return name in {"href", "title"} or (name, value) in {
            ("rel", "nofollow noopener noreferrer"),
            ("target", "_blank"),
        }
    if element == "code":
        return name == "class" and value.startswith("language-")
    if element in ("td", "th"):
        return name == "class" and value in _ALIGNED.values()
    if element == "ol":
        return name == "start" and value.isdecimal()
    return False


class _Chat(Extension):
    """Markdown as people expect it in chat."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        # After fenced code has been taken out of the text, so that its lines stay as they are.
        md.preprocessors.register(_Lists(), "lists", 20)
        # Raw HTML is shown as it was typed.
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        # "#1 is done" is no heading, "[1]: see there" no hidden definition, and an indented line no code.
        for block in ("hashheader", "setextheader", "reference", "code"):
            md.parser.blockprocessors.deregister(block)
        for pattern in (
            "link",
            "image_link",
            "image_reference",
            "reference",
            "short_reference",
            "short_image_ref",
        ):
            md.inlinePatterns.deregister(pattern)
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)(?=\S)(.+?)(?<=\S)~~", "del"), "strike", 65)
        md.inlinePatterns.register(_Link(_LINK, md), "link", 160)
        # After code and escapes, before emphasis: an address may hold underscores.
        md.inlinePatterns.register(_Address(_ADDRESS, md), "address", 115)
        md.inlinePatterns.register(_EmojiName(r":([a-zA-Z0-9_+-]+):", md), "emoji", 66)
        md.treeprocessors.register(_Links(md), "links", 5)
        md.treeprocessors.register(_Columns(md), "columns", 4)


class _Lists(Preprocessor):
    """Lists as CommonMark reads them: they may follow a line of text, and any deeper indent nests by one."""

    def run(self, lines: list[str]) -> list[str]:
        result: list[str] = []
        indents: list[int] = []
        for line in lines:
            item = _ITEM.match(line)
            if item is None:
                if not line.strip() or not indents or not line[0].isspace():
                    indents = indents if not line.strip() else []
                result.append(line)
                continue
            indent = len(item[1].expandtabs(4))
            while indents and indents[-1] > indent:
                indents.pop()
            # Like CommonMark, a number in the middle of a text begins a list only when it is 1.
            if not indents and result and result[-1].strip():
                if item[2] not in (None, "1"):
                    result.append(line)
                    continue
                result.append("")
            if not indents or indents[-1] < indent:
                indents.append(indent)
            result.append("  " * (len(indents) - 1) + line.strip())
        return result


class _Link(InlineProcessor):
    """``[text](address)``; the text may hold emphasis and code."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Any, Any, Any]:  # type: ignore[override]  # noqa: N802
        link = Element("a", href=self.unescape(m[2].strip("<>")))
        link.text = m[1]
        return link, m.start(), m.end()


class _Address(InlineProcessor):
    """``https://…`` and ``www.…`` become links, without the punctuation of the sentence around them."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Any, Any, Any]:  # type: ignore[override]  # noqa: N802
        before = data[m.start() - 1 : m.start()]
        # Chinese and Japanese put no space before an address.
        if before and ((before.isascii() and before.isalnum()) or before in "/@"):
            return None, None, None
        address = m[1].rstrip(".,;:!?*_~'\"|")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?*_~'\"")
        while address.endswith("]") and address.count("]") > address.count("["):
            address = address[:-1]
        if address.lower() in ("http://", "https://", "www"):
            return None, None, None
        link = Element("a", href=address if "://" in address[:8] else "https://" + address)
        link.text = AtomicString(address)
        return link, m.start(), m.start() + len(address)


class _EmojiName(InlineProcessor):
    """``:tada:`` becomes 🎉; a name that is none stays as it is."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Any, Any, Any]:  # type: ignore[override]  # noqa: N802
        sign = emoji.emojize(m[0].lower(), language="alias")
        if sign == m[0].lower():
            return None, None, None
        return sign, m.start(), m.end()


class _Links(Treeprocessor):
    """Links to elsewhere open in a tab of their own and tell the other site nothing of this one."""

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            if not link.get("href", "").startswith("/") or link.get("href", "").startswith("//"):
                link.set("rel", "nofollow noopener noreferrer")
                link.set("target", "_blank")


class _Columns(Treeprocessor):
    """Columns are aligned by a class."""

    def run(self, root: Element) -> None:
        for cell in (*root.iter("td"), *root.iter("th")):
            aligned = _ALIGNED.get(cell.attrib.pop("style", ""))
            if aligned:
                cell.set("class", aligned)
