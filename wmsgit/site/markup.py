"""Markup: elements whose texts and attributes are escaped; nothing else makes HTML."""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from urllib.parse import quote

from wmsgit.model.text import uncontrolled


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Child = str | int | float | None | Iterable["Child"]
"""What may stand in an element: markup as it is, text escaped, nothing for None."""
Attribute = str | int | float | bool | None

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_SAFE_LINK = re.compile(r"https?://[^\s]+\Z")
_SHORT = 60
_ENDING = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_quoted = json.encoder.encode_basestring


def el(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element.

    Args:
        name: its name.
        children: what stands in it.
        attributes: by name, `_` for `-`, and one at the end of a Python word left out; None and False leave one out.
    """
    given = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if name in _VOID:
        return Html(f"<{name}{given}>")
    return Html(f"<{name}{given}>{_inner(children)}</{name}>")


def join(*children: Child) -> Html:
    """Several pieces as one."""
    return Html(_inner(children))


def text(value: object) -> Html:
    """A text, escaped."""
    words = str(value)
    return _short_text(words) if len(words) <= _SHORT else Html(escape(uncontrolled(words)))


@lru_cache(maxsize=1 << 15)
def _short_text(words: str) -> Html:
    """Most short texts stand on many pages."""
    return Html(escape(uncontrolled(words)))


def _inner(children: Iterable[Child]) -> str:
    parts: list[str] = []
    for child in children:
        if isinstance(child, Html):
            parts.append(child)
        elif isinstance(child, str):
            parts.append(text(child))
        elif isinstance(child, int | float):
            parts.append(str(child))
        elif child is not None:
            parts.append(_inner(child))
    return "".join(parts)


def _attribute(key: str, value: Attribute) -> str:
    if isinstance(value, str) and len(value) > _SHORT:
        return _new_attribute(key, value)
    return _short_attribute(key, value)


@lru_cache(maxsize=1 << 15, typed=True)
def _short_attribute(key: str, value: Attribute) -> str:
    return _new_attribute(key, value)


def _new_attribute(key: str, value: Attribute) -> str:
    if value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(uncontrolled(str(value)))}"'


def address(path: str) -> str:
    """A path of the site as part of an address: no sign of it can mean something else."""
    return quote(path, safe="/-._~")


def script_row(values: Iterable[str | int]) -> str:
    """Texts and numbers as a row of `scripted`."""
    return f"[{','.join([_quoted(value) if isinstance(value, str) else str(value) for value in values])}]"


def scripted(name: str, head: Mapping[str, object], rows: Iterable[str]) -> bytes:
    """A script that sets a value on the window: a page that is a file may fetch nothing else.

    Args:
        name: of the value.
        head: its fields.
        rows: those of a further field of that name, each as `script_row` spells it.
    """
    lines = ",\n".join(rows)
    words = f'{json.dumps(head, ensure_ascii=False)[:-1]}{", " if head else ""}"rows": [{lines}]}}'
    for sign, spelled in _ENDING.items():  # nothing in a text ends the script
        words = words.replace(sign, spelled)
    return f"window[{_quoted(name)}] = {words};\n".encode(errors="replace")


def outward(target: str, label: Child = None) -> Html:
    """A link out of the site, or the text alone where it is no plain web address."""
    if not _SAFE_LINK.match(target):
        return text(target) if label is None else join(label)
    return el("a", target if label is None else label, href=target, rel="noopener noreferrer nofollow", class_="out")
