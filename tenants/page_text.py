"""A tenant's text: Markdown, of which a safe part is understood and everything else is refused with its line.

What is drawn is put together from escaped pieces (``format_html``): there is no way from a text to a tag that is not named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

LONGEST = 40_000
"""Characters of one text."""

DEEPEST = 8
"""Blocks inside each other: lists in lists in quotations."""

SCHEMES = ("https://", "http://", "mailto:", "tel:")

UNDERSTOOD = {
    "heading", "paragraph", "inline", "text", "strong", "em", "link", "code_inline", "softbreak", "hardbreak", "bullet_list",
    "ordered_list", "list_item", "blockquote", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip

REASONS = {
    "image": "pictures are not taken",
    "html_block": "HTML is not taken, only Markdown",
    "html_inline": "HTML is not taken, only Markdown",
    "fence": "program text is not taken",
    "code_block": "a line that begins with four blanks is program text, which is not taken",
    "hr": "ruled lines are not taken; use a heading",
}


class TextRefused(ValueError):
    """The text has something that is not taken, in ``line`` (counted from 1)."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


@dataclass(frozen=True)
class PageText:
    """A text that was understood. ``title`` is its first heading; the rest is drawn by :meth:`body`."""

    title: str
    blocks: tuple[SyntaxTreeNode, ...]

    def body(self, *, level: int = 2) -> SafeString:
        """Everything after the title; its highest headings are of ``level``."""
        return _joined(self.blocks, level)


@lru_cache(maxsize=512)
def parse(text: str) -> PageText:
    """Read a text. Raises :class:`TextRefused`.

    It begins with its title, ``# Title``, the only heading of that rank; below it stand ``##`` and ``###``, paragraphs, lists,
    tables, quotations, **strong**, *emphasis* and links to web pages, addresses, telephone numbers and pages of the portal."""
    if len(text) > LONGEST:
        raise TextRefused(1, f"the text has {len(text)} characters; at most {LONGEST} are taken")
    root = SyntaxTreeNode(_reader().parse(text))
    if not root.children or root.children[0].tag != "h1":
        raise TextRefused(1, "the text must begin with its title, '# Title'")
    first, *rest = root.children
    rank = 1
    for node in root.children:
        _check(node, node.map[0] + 1 if node.map else 1, depth=0)
        if node.type == "heading" and node is not first:
            rank = _next_rank(rank, int(node.tag[1]), node)
    return PageText(_plain(first), tuple(rest))


def _reader() -> MarkdownIt:
    """HTML is read so that it can be refused by its name; it is never drawn."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # judged in _check, with its line
    return reader


def _next_rank(before: int, rank: int, node: SyntaxTreeNode) -> int:
    line = node.map[0] + 1 if node.map else 1
    if rank not in (2, 3):
        raise TextRefused(line, "headings below the title are '##' and '###'")
    if rank > before + 1:
        raise TextRefused(line, "'###' stands only below a '##'")
    return rank


def _check(node: SyntaxTreeNode, line: int, depth: int) -> None:
    line = node.map[0] + 1 if node.map else line
    if node.type not in UNDERSTOOD:
        raise TextRefused(line, REASONS.get(node.type, f"'{node.type}' is not taken"))
    if depth > DEEPEST * 2:
        raise TextRefused(line, "lists and quotations stand too deep inside each other")
    if node.type == "heading" and depth:
        raise TextRefused(line, "a heading stands by itself, not in a list or quotation")
    if node.type == "link" and not is_allowed(str(node.attrs["href"])):
        raise TextRefused(line, f"the link '{node.attrs['href']}' is none of https://, http://, mailto:, tel: or a page like /help/")
    for child in node.children:
        _check(child, line, depth + (node.type not in {"paragraph", "inline", "heading"}))
        line += child.type in {"softbreak", "hardbreak"}


def is_allowed(url: str) -> bool:
    """Whether a link may lead there: the web, a mail, a telephone, or a page of this portal."""
    if any(character.isspace() or ord(character) < 32 or character == "\\" for character in url):
        return False
    return url.lower().startswith(SCHEMES) or (url.startswith("/") and not url.startswith("//"))


# --- Drawing --------------------------------------------------------------------------------------------------------------------
def _joined(nodes: tuple[SyntaxTreeNode, ...] | list[SyntaxTreeNode], level: int) -> SafeString:
    return format_html_join("", "{}", ((_drawn(node, level),) for node in nodes))


def _drawn(node: SyntaxTreeNode, level: int) -> SafeString | str:
    if node.type == "text":
        return node.content
    if node.type == "inline" or (node.type == "paragraph" and node.hidden):  # hidden: in a list without blank lines
        return _joined(node.children, level)
    if node.type == "heading":
        rank = level + int(node.tag[1]) - 2
        return format_html("<h{}>{}</h{}>", rank, _joined(node.children, level), rank)
    if node.type == "link":
        return _link(node, level)
    if node.type in {"th", "td"}:
        return _cell(node, level)
    if node.type == "code_inline":
        return format_html("<code>{}</code>", node.content)
    return FRAMES[node.type](_joined(node.children, level))


def _framed(template: str) -> Callable[[SafeString], SafeString]:
    return lambda inner: format_html(template, inner)


FRAMES: dict[str, Callable[[SafeString], SafeString]] = {
    "paragraph": _framed("<p>{}</p>"),
    "strong": _framed("<strong>{}</strong>"),
    "em": _framed("<em>{}</em>"),
    "softbreak": _framed("\n{}"),
    "hardbreak": _framed("<br>{}"),
    "bullet_list": _framed("<ul>{}</ul>"),
    "ordered_list": _framed("<ol>{}</ol>"),
    "list_item": _framed("<li>{}</li>"),
    "blockquote": _framed("<blockquote>{}</blockquote>"),
    "table": _framed('<div class="scroll"><table class="table">{}</table></div>'),
    "thead": _framed("<thead>{}</thead>"),
    "tbody": _framed("<tbody>{}</tbody>"),
    "tr": _framed("<tr>{}</tr>"),
}


def _link(node: SyntaxTreeNode, level: int) -> SafeString:
    url = str(node.attrs["href"])
    outside = url.lower().startswith("http")
    template = '<a href="{}" rel="noopener">{}</a>' if outside else '<a href="{}">{}</a>'
    return format_html(template, url, _joined(node.children, level))


def _cell(node: SyntaxTreeNode, level: int) -> SafeString:
    template = '<th scope="col">{}</th>' if node.type == "th" else "<td>{}</td>"
    return format_html(template, _joined(node.children, level))


def _plain(node: SyntaxTreeNode) -> str:
    return "".join(_texts(node)).strip()


def _texts(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in {"text", "code_inline"}:
        yield node.content
    for child in node.children:
        yield from _texts(child)
