"""Markdown as people expect it in chat: what the library reads otherwise, or does not know."""

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import emoji
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

_ITEM = re.compile(r"([ \t]*)(?:[*+-]|(\d{1,9})\.)[ \t]+\S")
# Text and address of a link. Every part is bounded and none nests, so thousands of brackets cost no more than letters;
# the library's own pattern takes seconds for ten thousand of them.
_TARGET = r"\((<[^<>\n]{1,2000}>|[^\s()<>]{1,2000}(?:\([^\s()<>]{0,500}\)[^\s()<>]{0,500})?)\)"
_LINK = r"\[([^\[\]\n]{1,500})\]" + _TARGET
_PICTURE = r"!\[([^\[\]\n]{0,500})\]" + _TARGET
# An address ends at white space, at brackets that a sentence puts around it, and at CJK punctuation.
_ADDRESS = r"((?:https?://|www\.)[^\s<>\"'`\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]+)"
# The library aligns columns by a style attribute, which the Content-Security-Policy forbids on purpose.
COLUMNS = {"text-align: center;": "center", "text-align: right;": "end"}
# "# Heading", also among other lines; "#1 is done" and "#channel" are none.
_HEADING = re.compile(r"(?:^|\n)(#{1,6})[ \t]+([^\n]*[^\s#][^\n]*?)[ \t]*(?:[ \t]#+)?[ \t]*(?:\n|$)")
# A message stands below the headings of the page, and is not made of chapters: three levels, the first no larger than
# needed to see it.
_LEVELS = {1: "h3", 2: "h4"}
_DEEPEST_LEVEL = "h5"
_TASK = re.compile(r"\[([ xX])\](?:[ \t]+|$)")
_BLOCKS = {"ul", "ol", "p", "blockquote", "pre", "table", "h3", "h4", "h5", "hr"}


class Chat(Extension):
    """Markdown as people expect it in chat."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        # After fenced code has been taken out of the text, so that its lines stay as they are.
        md.preprocessors.register(_Lists(), "lists", 20)
        # Raw HTML is shown as it was typed.
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        # "[1]: see there" is no hidden definition, a line of dashes no heading of the one above it, and an indented
        # line no code.
        for block in ("hashheader", "setextheader", "reference", "code"):
            md.parser.blockprocessors.deregister(block)
        md.parser.blockprocessors.register(_Headings(md.parser), "headings", 70)
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
        md.inlinePatterns.register(_Picture(_PICTURE, md), "picture", 161)
        md.inlinePatterns.register(_Link(_LINK, md), "link", 160)
        # After code and escapes, before emphasis: an address may hold underscores.
        md.inlinePatterns.register(_Address(_ADDRESS, md), "address", 115)
        md.inlinePatterns.register(_EmojiName(r":([a-zA-Z0-9_+-]+):", md), "emoji", 66)
        md.treeprocessors.register(_Tasks(md), "tasks", 6)
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


class _Headings(BlockProcessor):
    """``# Heading``, with a space, in three sizes."""

    def test(self, parent: Element, block: str) -> bool:
        return _HEADING.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = _HEADING.search(block)
        if found is None:
            return
        if found.start():
            self.parser.parseBlocks(parent, [block[: found.start()]])
        heading = SubElement(parent, _LEVELS.get(len(found[1]), _DEEPEST_LEVEL))
        heading.text = found[2].strip()
        if found.end() < len(block):
            blocks.insert(0, block[found.end() :])


class _Picture(InlineProcessor):
    """``![what it shows](address)``: a link, since a picture from elsewhere would tell that site who reads it."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Any, Any, Any]:  # type: ignore[override]  # noqa: N802
        link = Element("a", href=self.unescape(m[2].strip("<>")))
        link.text = m[1] if m[1].strip() else AtomicString(link.get("href", ""))
        return link, m.start(), m.end()


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


class _Tasks(Treeprocessor):
    """``- [ ] to do`` and ``- [x] done``: boxes to be seen, not to be ticked."""

    def run(self, root: Element) -> None:
        for item in [*root.iter("li")]:
            # In a list with empty lines the words stand in a paragraph.
            place = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
            mark = _TASK.match(place.text or "")
            if mark is None or not self._holds_words(place, mark):
                continue
            item.set("class", "task")
            box = Element("input", type="checkbox", disabled="disabled")
            if mark[1] != " ":
                box.set("checked", "checked")
            box.tail = " " + (place.text or "")[mark.end() :]
            # The words are what the box is called.
            label = Element("label")
            label.append(box)
            while len(place) and place[0].tag not in _BLOCKS:
                label.append(place[0])
                place.remove(place[0])
            place.text = ""
            place.insert(0, label)

    def _holds_words(self, place: Element, mark: re.Match[str]) -> bool:
        words = (place.text or "")[mark.end() :].strip()
        return bool(words) or (len(place) > 0 and place[0].tag not in _BLOCKS)


class _Columns(Treeprocessor):
    """Columns are aligned by a class."""

    def run(self, root: Element) -> None:
        for cell in (*root.iter("td"), *root.iter("th")):
            aligned = COLUMNS.get(cell.attrib.pop("style", ""))
            if aligned:
                cell.set("class", aligned)
