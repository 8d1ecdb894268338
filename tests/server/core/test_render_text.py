"""What people write, as HTML: what it may look like, and that it can never act."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.core import text
from server.core.text import render

VOID = {"br", "hr", "input"}
# element -> the attributes it may have
ALLOWED = {
    "a": {"href", "title", "rel", "target"},
    "blockquote": set(),
    "br": set(),
    "code": set(),
    "del": set(),
    "em": set(),
    "figcaption": set(),
    "figure": {"class", "data-language"},
    "h3": set(),
    "h4": set(),
    "h5": set(),
    "hr": set(),
    "input": {"type", "checked", "disabled"},
    "label": set(),
    "li": {"class"},
    "ol": {"start"},
    "p": {"class"},
    "pre": {"tabindex"},
    "span": {"class"},
    "strong": set(),
    "table": set(),
    "tbody": set(),
    "td": {"class"},
    "th": {"class"},
    "thead": set(),
    "tr": set(),
    "ul": set(),
}


class Reader(HTMLParser):
    """Reads HTML as a browser would, and objects to whatever a message may not hold."""

    def __init__(self, html):
        super().__init__()
        self.open, self.links, self.words = [], [], ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        if tag == "a":
            self.links.append(dict(attrs))
        if tag == "input":
            assert dict(attrs) | {"checked": None} == {"type": "checkbox", "disabled": None, "checked": None}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def safe(html):
    """Check that the HTML can do nothing but be read, and return what has been read."""
    reader = Reader(html)
    for link in reader.links:
        # As browsers do before they look for a scheme.
        address = re.sub("^[\x00-\x20]+|[\t\n\r]", "", link.get("href", ""))
        scheme = re.match("([a-z][a-z0-9+.-]*):", address.lower())
        assert scheme is None or scheme[1] in ("http", "https", "mailto"), address
        if not address.startswith("/") or address.startswith("//"):
            assert (link["rel"], link["target"]) == ("nofollow noopener noreferrer", "_blank")
    return reader


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("hello", "<p>hello</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        (
            "*em* and **strong** and ~~gone~~",
            "<p><em>em</em> and <strong>strong</strong> and <del>gone</del></p>",
        ),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
        ("3. three\n4. four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'),
        ("---", "<hr>"),
        ("# Plan", "<h3>Plan</h3>"),
        ("## Plan *B* ##", "<h4>Plan <em>B</em></h4>"),
        ("##### deep\n###### deeper", "<h5>deep</h5>\n<h5>deeper</h5>"),
        ("above\n# Plan\nbelow", "<p>above</p>\n<h3>Plan</h3>\n<p>below</p>"),
        ("# C#", "<h3>C#</h3>"),
        ("#1 is done", "<p>#1 is done</p>"),
        ("#设计", "<p>#设计</p>"),
        ("# #", "<p># #</p>"),
        ("so # is no heading", "<p>so # is no heading</p>"),
        (
            "- [ ] milk",
            '<ul>\n<li class="task"><label><input disabled type="checkbox"> milk</label></li>\n</ul>',
        ),
        (
            "1. [x] *two*",
            '<ol>\n<li class="task"><label><input checked disabled type="checkbox"> <em>two</em></label></li>\n</ol>',
        ),
        ("- [ ]", "<ul>\n<li>[ ]</li>\n</ul>"),
        ("[ ] milk", "<p>[ ] milk</p>"),
        ("a & b < c > d \"e\" 'f'", "<p>a &amp; b &lt; c &gt; d \"e\" 'f'</p>"),
        ("&amp; &copy;", "<p>&amp; &copy;</p>"),
        ("<b>bold?</b>", "<p>&lt;b&gt;bold?&lt;/b&gt;</p>"),
        ("    four spaces are no code", "<p>four spaces are no code</p>"),
        (":tada: and :nonsense:", "<p>🎉 and :nonsense:</p>"),
        ("10:30 and 11:45", "<p>10:30 and 11:45</p>"),
        ("🎉", '<p class="jumbo">🎉</p>'),
        ("🎉 👨‍👩‍👧 ❤️", '<p class="jumbo">🎉 👨‍👩‍👧 ❤️</p>'),
        ("🎉🎉🎉🎉", "<p>🎉🎉🎉🎉</p>"),
        ("🎉 done", "<p>🎉 done</p>"),
        (":tada:", '<p class="jumbo">🎉</p>'),
        ("你好，**世界**", "<p>你好，<strong>世界</strong></p>"),
        ("شكرا *جزيلا*", "<p>شكرا <em>جزيلا</em></p>"),
    ],
)
def test_it_reads_as_people_expect_of_chat(written, html):
    assert render(written) == html


def test_tasks_within_tasks_and_between_empty_lines():
    html = render("- [ ] party\n  - [x] cake\n\n- [ ] music")
    assert [mark.count("checked") for mark in re.findall("<input[^>]*>", html)] == [0, 1, 0]
    assert re.findall(r"<label><input[^>]*> (\w+)</label>", html) == ["party", "cake", "music"]
    assert safe(html).words.split() == ["party", "cake", "music"]


def test_an_input_that_somebody_writes_is_no_input():
    assert "<input" not in render("**<input type=checkbox disabled>**\n\n- <label><input></label>")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("![A cat](https://example.org/cat.png)", "A cat"),
        ("![](https://example.org/cat.png)", "https://example.org/cat.png"),
    ],
)
def test_a_picture_from_elsewhere_is_a_link_to_it(written, words):
    reader = safe(render(written))
    assert [link["href"] for link in reader.links] == ["https://example.org/cat.png"]
    assert reader.words == words


def test_columns_are_aligned_by_a_class_and_never_by_a_style():
    html = render("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|")
    assert "style" not in html
    for cell in (
        "<td>1</td>",
        '<td class="center">2</td>',
        '<td class="end">3</td>',
        '<th class="end">c</th>',
    ):
        assert cell in html


def test_a_table():
    html = render("| a | b |\n|---|---|\n| 1 | *2* |")
    assert [tag in html for tag in ("<table>", "<th>a</th>", "<td>1</td>", "<td><em>2</em></td>")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("written", "address", "words"),
    [
        ("see https://example.org/a_b_c.", "https://example.org/a_b_c", "https://example.org/a_b_c"),
        ("www.example.org", "https://www.example.org", "www.example.org"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("**https://example.org**", "https://example.org", "https://example.org"),
        (
            "https://example.org/?a=1&b=2#c",
            "https://example.org/?a=1&b=2#c",
            "https://example.org/?a=1&b=2#c",
        ),
        ("看https://example.org/路径。", "https://example.org/路径", "https://example.org/路径"),
        ("[Example](https://example.org)", "https://example.org", "Example"),
        ("[*Ex*ample](<https://example.org/a b>)", None, None),
        ("[write](mailto:bob@example.org)", "mailto:bob@example.org", "write"),
    ],
)
def test_links(written, address, words):
    reader = safe(render(written))
    if address is not None:
        assert [unescape(link["href"]) for link in reader.links] == [address]
        assert words in reader.words


def test_links_within_the_workspace_stay_in_its_tab():
    [link] = safe(render("[there](/rooms/3/messages/812)")).links
    assert link == {"href": "/rooms/3/messages/812"}


def test_an_address_in_code_is_no_link():
    assert safe(render("`https://example.org`\n\n```\nhttps://example.org\n```")).links == []


def test_a_code_block_is_coloured_and_says_its_language():
    html = render("```python\ndef f():\n    return '<b>'\n```")
    assert html.startswith('<figure class="code" data-language="Python"><figcaption>Python</figcaption>')
    assert '<span class="k">def</span>' in html
    assert safe(html).words == "Pythondef f():\n    return '<b>'"


@pytest.mark.parametrize("language", ["", "nosuchlanguage"])
def test_a_code_block_in_no_known_language_is_shown_as_it_is(language):
    html = render(f"```{language}\na *b* <c>\n    d\n```")
    assert "<span" not in html
    assert safe(html).words == f"{language}a *b* <c>\n    d"


def test_a_fence_that_was_left_open_is_closed():
    assert safe(render("```python\nprint(1)")).words == "Pythonprint(1)"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<!-- --><![CDATA[x]]><?php ?>",
    "</p></div></body><script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](%6Aavascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    '[x](https://example.org" onmouseover="alert(1))',
    "[x](https://example.org 'title\" onclick=alert(1)')",
    "![x](https://example.org/x.png)",
    '![x" onerror="alert(1)](x)',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<https://example.org/\"onclick='alert(1)'>",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>alert(1)</script>",
    '```"><script>alert(1)</script>\nx\n```',
    "```html\n</code></pre><script>alert(1)</script>\n```",
    '``` {.python onclick="alert(1)" #id}\nx\n```',
    '```python hl_lines="1"\nx\n```',
    "`</code><script>alert(1)</script>`",
    "| <script> |\n|---|\n| [x](javascript:alert(1)) |",
    "\x02klzzwxh:0000\x03",
    "\x02wzxhzdk:0\x03",
    "\u0002amp\u0003",
    "klzzwxh:0001 wzxhzdk:0",
    "<a href='x' class='jumbo' id='composer'>x</a>",
    "<style>*{display:none}</style>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;",
    '<pre><code class="language-html">&lt;script&gt;</code></pre>',
]


@pytest.mark.parametrize("written", HOSTILE)
def test_hostile_text_is_shown_and_cannot_act(written):
    safe(render(written))
    safe(render(f"**{written}**"))
    safe(render(f"> - {written}\n> - x"))


PIECES = st.sampled_from(
    [
        *HOSTILE,
        *"*_`~[]()<>!#|&\\:-+.\n\n\n\t  '\"",
        "```",
        "~~~",
        "> ",
        "- ",
        "1. ",
        "# ",
        "\n## ",
        "- [ ] ",
        "- [x] ",
        "![",
        "  ",
        "http://",
        "www.",
        "word",
        "字",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_cannot_act(written):
    safe(render(written))


LETTERS = st.characters(categories=["L"])


@given(st.text(st.one_of(LETTERS, st.sampled_from("*_~<>/#-+=!.,?'\"\\ \n")), max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_letter_is_lost(written):
    letters = [character for character in written if character.isalpha()]
    assert [character for character in safe(render(written)).words if character.isalpha()] == letters


@given(
    st.lists(
        st.sampled_from([*"abc字é.,!?;:'\"()=#%@/$^{}0123456789-+> ", "\n", "\n\n", "--"]), max_size=60
    ).map("".join)
)
@example("a\n===")
@example("a\n\n\n\nb")
@example("Title\n---")
@example("Term\n: definition")
@example("a - b\nc + d")
@example("# a\n## b")
@example("1) a\n2) b")
@settings(max_examples=1000, deadline=None)
def test_the_short_road_ends_where_the_long_one_does(written):
    written = written.strip("\n").rstrip()
    if written.strip() and not text._MARKED.search(written) and not text._MARKED_LINE.search(written):
        assert render(written) == text._marked_up(written)


@given(st.text(st.one_of(LETTERS, st.characters(exclude_categories=["C", "Z"]), st.just(" ")), max_size=100))
@settings(max_examples=300, deadline=None)
def test_the_short_road_ends_where_the_long_one_does_in_any_script(written):
    written = written.strip()
    marked = text._MARKED.search(written) or text._MARKED_LINE.search(written) or text._is_jumbo(written)
    if written and not marked:
        assert render(written) == text._marked_up(written)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "*",
        "**",
        "_a",
        "*a_",
        "`",
        "~~",
        "[",
        "]",
        "![",
        "](",
        "[a](",
        "[a](b",
        "[a](b)",
        "[[]]",
        "<",
        "<a ",
        "<!--",
        "&",
        "&#",
        "\\",
        "> ",
        ">",
        "- ",
        "- [ ] ",
        "\n- [x] a",
        "# ",
        "\n# ",
        "\n# a",
        "# #",
        "![a](b",
        "![](b)",
        "1. ",
        "\n> ",
        "\n- ",
        "\n - ",
        "\n```",
        "```\n",
        "|",
        "|a",
        "|-",
        "|\n",
        "http://",
        "http://a",
        "https://(",
        "www.",
        "www.a.",
        ":a",
        ":tada:",
        "()",
        "((",
        "\n\n",
        "\n ",
        "\t",
        "🎉",
        "\u0301",
        "\u200d",
        "<b>",
        "a@",
        "'\"",
        "-",
        "=",
        "a\n=\n",
        "* a\n\n",
        "1. a\n  - b\n",
    ],
)
def test_ten_thousand_characters_of_anything_are_only_long(piece):
    written = (piece * 10_000)[:10_000]
    safe(render(written))
    safe(render("x\n" + written[:9_990] + "\n*y*"))


@pytest.mark.parametrize("depth", [5, 50, 500, 4_000])
def test_nesting_ends_somewhere(depth):
    for written in (
        "> " * depth + "deep",
        ">" * depth + "deep",
        "\n".join("  " * level + "- deep" for level in range(min(depth, 100))),
        "**_" * depth + "deep" + "_**" * depth,
        "[" * depth + "deep" + "](x)" * depth,
        "> - " * (depth // 2) + "deep",
    ):
        assert "deep" in safe(render(written[:10_000] + "deep")).words


def test_many_at_once_do_not_disturb_each_other():
    written = [f"**{number}** `{number}`\n\n- {number}" for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render, written)) == [render(one) for one in written]


def test_what_it_works_with_is_made_once_not_for_each_message():
    render("**one**")
    before = [id(tool) for tool in text._parsers + text._cleaners]
    for _ in range(10):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(render, "**two**").result()
    assert [id(tool) for tool in text._parsers + text._cleaners] == before
