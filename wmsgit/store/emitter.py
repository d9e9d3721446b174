"""The emitter: plain data as lines of YAML in the block style, or as one text in the flow style."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from wmsgit.schema.shape import Shape
from wmsgit.store.field_order import ordered
from wmsgit.store.scalars import admits_null
from wmsgit.store.styles import is_surely_plain, key_text, literal, scalar_text

Lines = list[str]


@dataclass(frozen=True, slots=True)
class BlockStyle:
    """How blocks are laid out.

    Attributes:
        list_offset: how far a list's dashes stand from the key above.
        dash: how far an item stands from its dash.
        step: how far a mapping's keys, or the lines of a text, stand from the key above.
        may_block: whether a text of several lines may be a literal block.
        may_keep: whether a text may end in blank lines that belong to it (`|+`).
        quotes: field → the quote that its text on one line stands in; the others are plain where they can be.
        keys: field → its key as it is written, up to the value; the others as `key_text` has them.
        braces: what stands inside of braces beside them.
        flows: the fields whose lists and mappings stand in the flow style.
    """

    list_offset: int = 2
    dash: int = 2
    step: int = 2
    may_block: bool = True
    may_keep: bool = True
    quotes: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    braces: str = ""
    flows: frozenset[str] = frozenset()


CANONICAL = BlockStyle()


def mapping_lines(data: Mapping[str, Any], shape: Shape, column: int, style: BlockStyle = CANONICAL) -> Lines:
    """The lines of a mapping in the block style, its keys at `column`, in the shape's order."""
    return fields_lines(ordered(data, shape), data, shape, column, style)


def fields_lines(
    names: Iterable[str], data: Mapping[str, Any], shape: Shape, column: int, style: BlockStyle = CANONICAL
) -> Lines:
    """The lines of these keys of a mapping, in this order; `shape` is the mapping's."""
    if style is not CANONICAL:
        return [line for name in names for line in field_lines(name, data[name], shape.below(name), column, style)]
    lines: Lines = []
    for name in names:
        value, head = data[name], _head(name, column)
        if head and value.__class__ is str and "\n" not in value:  # most fields of most records
            lines.append(head + (value if is_surely_plain(value) else scalar_text(value, shape.below(name))))
        elif head and isinstance(value, dict | list) and (below := _lines_below(value, shape.below(name), column)):
            lines += [head[:-1], *below]
        else:
            lines += field_lines(name, value, shape.below(name), column)
    return lines


@lru_cache(4096)
def _head(name: str, column: int) -> str:
    """A key at a column up to its value; empty for one that takes several lines."""
    key = key_text(name)
    return "" if "\n" in key else f"{' ' * column}{key} "


def field_lines(name: str, value: Any, shape: Shape, column: int, style: BlockStyle = CANONICAL) -> Lines:
    """The lines of one key with its value; none for a null that means an absent field."""
    if value is None and not admits_null(shape):
        return []
    pad = " " * column
    quote = style.quotes.get(name, "")
    if quote and isinstance(value, str) and "\n" not in value:
        head, lines = scalar_text(value, shape, quote=quote), list[str]()
    elif name in style.flows and isinstance(value, dict | list):
        head, lines = flow_text(value, shape), []
    else:
        head, lines = value_lines(value, shape, column, style)
    *above, key = _key(name, style).split("\n")
    return [*(pad + line for line in above), pad + key + head if head else (pad + key).rstrip(" "), *lines]


def value_lines(value: Any, shape: Shape, column: int, style: BlockStyle = CANONICAL) -> tuple[str, Lines]:
    """What follows a key at `column`: the rest of its line, and the lines below."""
    if isinstance(value, dict | list):
        lines = _lines_below(value, shape, column, style)
        return ("", lines) if lines else ("{}" if isinstance(value, dict) else "[]", [])
    if isinstance(value, str) and style.may_block:
        step = max(style.step, 2)
        block = literal(value, indent=column + step, relative=step, may_keep=style.may_keep)
        if block is not None:
            return block
    return scalar_text(value, shape), []


def _lines_below(value: dict[str, Any] | list[Any], shape: Shape, column: int, style: BlockStyle = CANONICAL) -> Lines:
    """The lines of a mapping or a list below a key at `column`; none where nothing of it is stated."""
    if isinstance(value, dict):
        return mapping_lines(value, shape, column + style.step, style)
    return list_lines(value, shape, column + style.list_offset, style)


def list_lines(items: Iterable[Any], shape: Shape, column: int, style: BlockStyle = CANONICAL) -> Lines:
    """The lines of a list in the block style, its dashes at `column`; `shape` is the list's."""
    lines: Lines = []
    dash = dashed(" ", column, column + style.dash)[:-1]
    for item in items:
        if item.__class__ is str and is_surely_plain(item):
            lines.append(f"{dash}{item}")
            continue
        head, below = item_lines(item, shape.item, column, column + style.dash, style)
        lines += [dashed(head, column, column + style.dash), *below]
    return lines


def dashed(head: str, column: int, inner: int) -> str:
    """The line of a dash at `column` with what stands behind it at `inner`."""
    return " " * column + ("-" + " " * (inner - column - 1) + head if head else "-")


def item_lines(item: Any, shape: Shape, column: int, inner: int, style: BlockStyle = CANONICAL) -> tuple[str, Lines]:
    """An item at the column `inner` behind a dash at `column`: what stands on the dash's line, and the lines below."""
    lines: Lines = []
    if isinstance(item, dict):
        lines = mapping_lines(item, shape, inner, style)
    elif isinstance(item, list):
        lines = list_lines(item, shape, inner, style)
    if lines:
        return lines[0][inner:], lines[1:]
    if item is None:
        return ("null" if admits_null(shape) else ""), []
    if isinstance(item, str) and style.may_block:
        block = literal(item, indent=inner, relative=inner - column, may_keep=style.may_keep)
        if block is not None:
            return block
    return flow_text(item, shape, in_flow=False), []


def flow_text(value: Any, shape: Shape, *, in_flow: bool = True, quote: str = "", style: BlockStyle = CANONICAL) -> str:
    """A value as one line of YAML in the flow style; of `style` count what it says of fields and braces."""
    if isinstance(value, dict):
        fields = ", ".join(flow_field(name, value[name], shape, style) for name in _stated(value, shape))
        return f"{{{style.braces}{fields}{style.braces}}}" if fields else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(flow_text(item, shape.item) for item in value) + "]"
    return scalar_text(value, shape, in_flow=in_flow, quote=quote)


def flow_field(name: str, value: Any, shape: Shape, style: BlockStyle = CANONICAL) -> str:
    """A key with its value as one line; `shape` is the mapping's."""
    quote = style.quotes.get(name, "") if isinstance(value, str) else ""
    return _key(name, style).replace("\n", " ") + flow_text(value, shape.below(name), quote=quote)


def _key(name: str, style: BlockStyle) -> str:
    return style.keys.get(name) or f"{key_text(name)} "


def _stated(data: Mapping[str, Any], shape: Shape) -> list[str]:
    return [name for name in ordered(data, shape) if data[name] is not None or admits_null(shape.below(name))]
