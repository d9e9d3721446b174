"""What a JavaScript or TypeScript file imports: imports, exports from, requires and dynamic imports of literals.

The text is cut into tokens first (ECMA-262, chapter 12), so that nothing inside a comment, string, template or
regular expression counts, nor any text between the tags of JSX.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.imports.bounds import require_short
from wmsgit.features.drift.imports.ecmascript import STRING, WORD, Token, tokens
from wmsgit.features.drift.imports.flags import DYNAMIC, TYPE_CHECKING_ONLY


def javascript_imports(data: bytes) -> list[list[Any]]:
    """The imports of a file in its order, each as line, specifier and flags."""
    if b"import" not in data and b"require" not in data and b"export" not in data:
        return []
    return require_short(_File(tokens(data.decode("utf-8", "replace"))).imports(), separator="/")


JAVASCRIPT_IMPORTS = Extractor("javascript-imports", 3, javascript_imports)

Found = Iterator[tuple[int, str, int]]


class _File:
    """The tokens of a file, read once whatever they are: one clause's end is that of what begins inside it."""

    def __init__(self, result: Sequence[Token]) -> None:
        self._found = result
        self._clause = (0, -1)

    def imports(self) -> Iterator[list[Any]]:
        for at, token in enumerate(self._found):
            if token.kind == WORD and token.text in _READERS and not _is_member(self._found, at):
                yield from map(list, _READERS[token.text](self, at))

    def of_import(self, at: int) -> Found:
        result = self._found
        line = result[at].line
        if _is_string(result, at + 1):
            yield line, result[at + 1].text, 0
        elif _text(result, at + 1) == "(":
            if _is_string(result, at + 2) and _text(result, at + 3) in {")", ","}:
                yield line, result[at + 2].text, DYNAMIC
        else:
            yield from self._of_clause(at, at + 1)

    def of_export(self, at: int) -> Found:
        """`export * from`, `export * as x from`, `export {x} from`, and with `type` before these."""
        start = at + 2 if _text(self._found, at + 1) == "type" else at + 1
        if _text(self._found, start) in {"*", "{"}:
            yield from self._of_clause(at, start)

    def of_require(self, at: int) -> Found:
        result = self._found
        opening = at + 3 if _text(result, at + 1) == "." and _text(result, at + 2) == "resolve" else at + 1
        if _text(result, opening) == "?.":
            opening += 1
        ends = _text(result, opening + 2) in {")", ","}
        if _text(result, opening) == "(" and _is_string(result, opening + 1) and ends:
            yield result[at].line, result[opening + 1].text, 0

    def _of_clause(self, at: int, start: int) -> Found:
        end = self._clause_end(start)
        if _text(self._found, end) == "from" and _is_string(self._found, end + 1):
            yield self._found[at].line, self._found[end + 1].text, _type_only(self._found, at)

    def _clause_end(self, at: int) -> int:
        """Where the names of an import or export end: at the `from` before a string, or at what cannot be in them."""
        first, end = self._clause
        if not first <= at <= end:
            end = next((position for position in range(at, len(self._found)) if self._ends(position)), len(self._found))
            self._clause = (at, end)
        return end

    def _ends(self, at: int) -> bool:
        token = self._found[at]
        is_from = token.kind == WORD and token.text == "from" and _is_string(self._found, at + 1)
        # What follows a brace that names no module is another statement: semicolons may be left out.
        is_last = token.kind not in {WORD, STRING} and token.text == "}" and _text(self._found, at + 1) != "from"
        return is_from or is_last or not (token.kind in {WORD, STRING} or token.text in {"{", "}", ",", "*"})


_READERS = {"import": _File.of_import, "export": _File.of_export, "require": _File.of_require}


def _is_member(result: Sequence[Token], at: int) -> bool:
    """Whether a word is a property (`x.import`) or a key (`{import: 1}`), and so no keyword."""
    return (at > 0 and _text(result, at - 1) in {".", "?."}) or _text(result, at + 1) == ":"


def _type_only(result: Sequence[Token], at: int) -> int:
    """The flag, for `import type X from` and `import typeof X from`, but not for `import type from`."""
    is_type = _text(result, at + 1) in {"type", "typeof"}
    names_it = _text(result, at + 2) == "," or (_text(result, at + 2) == "from" and _is_string(result, at + 3))
    return TYPE_CHECKING_ONLY if is_type and not names_it else 0


def _text(result: Sequence[Token], at: int) -> str:
    """The text of a token that is no string; empty beyond the end."""
    return result[at].text if at < len(result) and result[at].kind != STRING else ""


def _is_string(result: Sequence[Token], at: int) -> bool:
    return at < len(result) and result[at].kind == STRING
