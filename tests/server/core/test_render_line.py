"""One line of Markdown: what may stand within it, and nothing that acts or makes a block."""

import pytest

from server.core.text import render_line


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain <b> & co", "plain &lt;b&gt; &amp; co"),
        (
            "*soon* **now** `x < 1` ~~never~~",
            "<em>soon</em> <strong>now</strong> <code>x &lt; 1</code> <del>never</del>",
        ),
        ("[a](/todos/1)", '<a href="/todos/1">a</a>'),
        ("- no list", "- no list"),
        ("1. **no** list", "1. <strong>no</strong> list"),
        ("# *no* heading", "# <em>no</em> heading"),
        ("> *no* quote", "&gt; <em>no</em> quote"),
        ("***", "***"),
        ("```", "```"),
        ("| a | `b` |", "| a | <code>b</code> |"),
    ],
)
def test_what_a_line_becomes(text, html):
    assert render_line(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> *x*",
        "[x](javascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "*<img src=x onerror=alert(1)>*",
        "`<svg onload=alert(1)>`",
        "[`</a><script>`](https://example.org)",
        "![x](data:text/html,<script>)",
    ],
)
def test_nothing_in_it_acts(text):
    html = render_line(text).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
