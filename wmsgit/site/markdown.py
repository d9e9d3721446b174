"""Markdown: texts of records as HTML. Raw HTML is text, images are links, and only web addresses are linked."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from wmsgit.site.markup import Html, el, join

_PLAIN = re.compile(r"[^*_`\[\]<>\\#&|~]*\Z")
_BLOCK = re.compile(r"^(?:[-+=>:]|\s*\d+[.)]|    |\t)|  $", re.MULTILINE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")
_FIRST_LEVEL, _LAST_LEVEL = 3, 6
_WEB = ("http://", "https://")
_MAX_LENGTH = 200_000
_MAX_NESTING = 20

LinkOf = Callable[[str], str]
"""An id → the address of its page; empty for what is no record's."""


def markdown(text: str, link_of: LinkOf) -> Html:
    """A text as HTML; the ids of records in it are links."""
    if (_PLAIN.match(text) and not _BLOCK.search(text)) or len(text) > _MAX_LENGTH:
        parts = [part for part in text.split("\n\n") if part.strip()]
        return join(el("p", with_links(part.strip("\n"), link_of)) for part in parts)
    return Html(_parser().render(text, {"link_of": link_of}))


def with_links(text: str, link_of: LinkOf) -> Html:
    """A plain text in which the ids of records are links."""
    parts: list[str] = []
    end = 0
    for match in _ID.finditer(text):
        target = link_of(match[0])
        if target:
            parts += [escape(text[end : match.start()]), el("a", match[0], href=target)]
            end = match.end()
    return Html("".join([*parts, escape(text[end:])]))


def with_code(text: str) -> Html:
    """A line of plain words in which what stands between backticks is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one backtick is alone
        return join(text)
    return join(el("code", part) if place % 2 else part for place, part in enumerate(parts))


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    parser: Any = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.validateLink = _is_web
    for name in ("text", "image", "link_open", "heading_open", "heading_close", "code_inline", "table_open"):
        parser.add_render_rule(name, _RULES[name])
    return parser


def _is_web(target: str) -> bool:
    return target.lower().startswith(_WEB)


def _text(_: Any, tokens: Sequence[Any], index: int, __: Any, env: Mapping[str, Any]) -> str:
    inside = sum(token.nesting for token in tokens[:index] if token.type.startswith("link_"))
    return escape(tokens[index].content) if inside else with_links(tokens[index].content, env["link_of"])


def _code(_: Any, tokens: Sequence[Any], index: int, __: Any, env: Mapping[str, Any]) -> str:
    content = tokens[index].content
    target = env["link_of"](content)
    return el("code", el("a", content, href=target) if target else content)


def _image(_: Any, tokens: Sequence[Any], index: int, *__: Any) -> str:
    token = tokens[index]
    source = str(token.attrs.get("src", ""))
    label = token.content or source
    return el("a", label, href=source, rel="noopener noreferrer nofollow", class_="out") if _is_web(source) else label


def _link(_: Any, tokens: Sequence[Any], index: int, *__: Any) -> str:
    target = escape(str(tokens[index].attrs.get("href", "")))
    return f'<a href="{target}" rel="noopener noreferrer nofollow" class="out">'


def _heading(_: Any, tokens: Sequence[Any], index: int, *__: Any) -> str:
    """Texts stand below the headings of their page."""
    token = tokens[index]
    level = min(_LAST_LEVEL, int(token.tag[1:]) + _FIRST_LEVEL)
    return f"<h{level}>" if token.nesting > 0 else f"</h{level}>\n"


def _table(*_: Any) -> str:
    return '<table class="plain">\n'


_RULES: Mapping[str, Callable[..., str]] = {
    "text": _text,
    "image": _image,
    "link_open": _link,
    "heading_open": _heading,
    "heading_close": _heading,
    "code_inline": _code,
    "table_open": _table,
}
