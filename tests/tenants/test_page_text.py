"""A tenant's text: Markdown of which a safe part is drawn, and everything else refused with its line."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenants.page_text import LONGEST, TextRefused, is_allowed, parse


def body(text):
    return str(parse(f"# Title\n\n{text}").body())


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("One **two** *three*", "<p>One <strong>two</strong> <em>three</em></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("## Below\n\n### Deeper", "<h2>Below</h2><h3>Deeper</h3>"),
        ("[web](https://example.si/?a=1&b=2)", '<p><a href="https://example.si/?a=1&amp;b=2" rel="noopener">web</a></p>'),
        ("[help](/help/) [mail](mailto:a@b.si)", '<p><a href="/help/">help</a> <a href="mailto:a@b.si">mail</a></p>'),
        ("5 < 6 & \"so on\" 'x'", "<p>5 &lt; 6 &amp; &quot;so on&quot; &#x27;x&#x27;</p>"),
    ],
)
def test_what_is_understood_is_drawn(text, drawn):
    assert body(text) == drawn


def test_the_title_is_taken_out_and_headings_can_be_lowered():
    text = parse("# New *bills*\n\n## Below")
    assert text.title == "New bills"
    assert str(text.body(level=3)) == "<h3>Below</h3>"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("no title", 1, "must begin with its title"),
        ("", 1, "must begin with its title"),
        ("# A\n\n<script>alert(1)</script>", 3, "HTML is not taken"),
        ("# A\n\nx\nand <b onclick=x>this</b>", 4, "HTML is not taken"),
        ("# A\n\n![a](https://a.si/p.png)", 3, "pictures are not taken"),
        ("# A\n\n- b\n- [c](javascript:alert(1))", 4, "'javascript:alert\\(1\\)' is none of"),
        ("# A\n\n[c](JaVaScRiPt:alert)", 3, "is none of"),
        ("# A\n\n[c](data:text/html,x)", 3, "is none of"),
        ("# A\n\n[c](//evil.example)", 3, "is none of"),
        ("# A\n\n[c](help)", 3, "is none of"),
        ("# A\n\n<javascript:alert(1)>", 3, "is none of"),
        ("# A\n\n[c]\n\n[c]: vbscript:x", 3, "is none of"),
        ("# A\n\n# B", 3, "below the title"),
        ("# A\n\n### B", 3, "only below a '##'"),
        ("# A\n\n> ## B", 3, "stands by itself"),
        ("# A\n\n    code", 3, "program text"),
        ("# A\n\n```\ncode\n```", 3, "program text"),
        ("# A\n\n" + "> " * 40 + "x", 3, "too deep"),
        ("# A\n" + "x" * LONGEST, 1, f"at most {LONGEST}"),
    ],
)
def test_what_is_not_is_refused_with_its_line(text, line, reason):
    with pytest.raises(TextRefused, match=reason) as refused:
        parse(text)
    assert refused.value.line == line


ALLOWED_TAGS = {
    "p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "code", "br", "blockquote", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
BITS = [
    "<",
    ">",
    "[",
    "](",
    ")",
    "javascript:",
    "https://a.si",
    "\n",
    "\n\n",
    "- ",
    "**",
    "`",
    "&lt;",
    '"',
    "|",
    "a",
    " ",
    "\\",
    "<b>",
    "![",
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(BITS), max_size=30))
def test_whatever_is_written_is_refused_or_harmless(bits):
    try:
        drawn = body("".join(bits))
    except TextRefused:
        return
    tree = html5lib.parseFragment(drawn, namespaceHTMLElements=False)
    for element in tree.iter():
        if element is tree:
            continue
        assert element.tag in ALLOWED_TAGS
        assert set(element.attrib) <= {"href", "rel", "class", "scope"}
        assert is_allowed(element.get("href", "/"))
