"""What a JavaScript or TypeScript file imports: imports, exports from, requires and dynamic imports of literals.

The text is cut into tokens first (ECMA-262, chapter 12), so that nothing inside a comment, string, template or
regular expression counts. Text between JSX tags is no program, but reads as harmless tokens: a quote there ends at
the end of its line at the latest.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.imports.ecmascript import STRING, WORD, Token, tokens
from wmsgit.features.drift.imports.flags import DYNAMIC, TYPE_CHECKING_ONLY

_MAX_CLAUSE = 10_000


def javascript_imports(data: bytes) -> list[list[Any]]:
    """The imports of a file in its order, each as line, specifier and flags."""
    if b"import" not in data and b"require" not in data and b"export" not in data:
        return []
    found = tokens(data.decode("utf-8", "replace"))
    return [
        list(item)
        for at, token in enumerate(found)
        if token.kind == WORD and token.text in _READERS and not _is_member(found, at)
        for item in _READERS[token.text](found, at)
    ]


JAVASCRIPT_IMPORTS = Extractor("javascript-imports", 1, javascript_imports)

Found = Iterator[tuple[int, str, int]]


def _is_member(found: Sequence[Token], at: int) -> bool:
    """Whether a word is a property (`x.import`) or a key (`{import: 1}`), and so no keyword."""
    return (at > 0 and found[at - 1].text in {".", "?."}) or _text(found, at + 1) == ":"


def _import(found: Sequence[Token], at: int) -> Found:
    line = found[at].line
    if _is_string(found, at + 1):
        yield line, found[at + 1].text, 0
    elif _text(found, at + 1) == "(":
        if _is_string(found, at + 2) and _text(found, at + 3) in {")", ","}:
            yield line, found[at + 2].text, DYNAMIC
    else:
        end = _clause_end(found, at + 1)
        if _ends_from(found, end):
            yield line, found[end + 1].text, _type_only(found, at)


def _export(found: Sequence[Token], at: int) -> Found:
    """`export * from`, `export * as x from`, `export {x} from`, and with `type` before these."""
    start = at + 2 if _text(found, at + 1) == "type" else at + 1
    if _text(found, start) not in {"*", "{"}:
        return
    end = _clause_end(found, start)
    if _ends_from(found, end):
        yield found[at].line, found[end + 1].text, _type_only(found, at)


def _require(found: Sequence[Token], at: int) -> Found:
    opening = at + 3 if _text(found, at + 1) == "." and _text(found, at + 2) == "resolve" else at + 1
    if _text(found, opening) == "(" and _is_string(found, opening + 1) and _text(found, opening + 2) == ")":
        yield found[at].line, found[opening + 1].text, 0


_READERS = {"import": _import, "export": _export, "require": _require}


def _clause_end(found: Sequence[Token], at: int) -> int:
    """Where the names of an import or export end: at the `from` before a string, or at what cannot be in them."""
    for position in range(at, min(len(found), at + _MAX_CLAUSE)):
        token = found[position]
        is_from = token.kind == WORD and token.text == "from" and _is_string(found, position + 1)
        if is_from or not (token.kind in {WORD, STRING} or token.text in {"{", "}", ",", "*"}):
            return position
    return len(found)


def _ends_from(found: Sequence[Token], end: int) -> bool:
    return _text(found, end) == "from" and _is_string(found, end + 1)


def _type_only(found: Sequence[Token], at: int) -> int:
    """The flag, for `import type X from` and `import typeof X from`, but not for `import type from`."""
    is_type = _text(found, at + 1) in {"type", "typeof"}
    names_it = _text(found, at + 2) == "," or (_text(found, at + 2) == "from" and _is_string(found, at + 3))
    return TYPE_CHECKING_ONLY if is_type and not names_it else 0


def _text(found: Sequence[Token], at: int) -> str:
    """The text of a token that is no string; empty beyond the end."""
    return found[at].text if at < len(found) and found[at].kind != STRING else ""


def _is_string(found: Sequence[Token], at: int) -> bool:
    return at < len(found) and found[at].kind == STRING
