"""What a Python file imports, by its syntax tree, whatever its encoding (PEP 263)."""

import ast
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from typing import Any

from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.imports.bounds import require_short
from wmsgit.features.drift.imports.flags import DYNAMIC, TYPE_CHECKING_ONLY
from wmsgit.features.drift.imports.python_tree import has_plain_lines, importing_tree


def python_imports(data: bytes) -> list[list[Any]]:
    """The imports of a Python file by line.

    Each is a list: the line; how many dots stand before the module; the module, empty for `from . import x`; the
    names imported from it, None for `import module`; the flags.

    Raises:
        ExtractionError: when it is not Python, or not for this release of Python.
    """
    tree = importing_tree(data)
    static = list(_static(tree, _lines_with(_WORD, data)))
    if b"import_module" in data or b"__import__" in data:
        static += _dynamic(tree, _lines_with(_CALL, data))
    static.sort(key=lambda item: item[0])
    return require_short(static, separator=".")


PYTHON_IMPORTS = Extractor("python-imports", 2, python_imports, is_last=True)


_BLOCKS: dict[type, tuple[str, ...]] = {
    ast.FunctionDef: ("body",),
    ast.AsyncFunctionDef: ("body",),
    ast.ClassDef: ("body",),
    ast.With: ("body",),
    ast.AsyncWith: ("body",),
    ast.For: ("body", "orelse"),
    ast.AsyncFor: ("body", "orelse"),
    ast.While: ("body", "orelse"),
    ast.If: ("body", "orelse"),
    ast.Try: ("body", "handlers", "orelse", "finalbody"),
    ast.TryStar: ("body", "handlers", "orelse", "finalbody"),
    ast.ExceptHandler: ("body",),
    ast.Match: ("cases",),
    ast.match_case: ("body",),
}
_WORD = re.compile(rb"import\b")  # not `\bimport`: what begins with a literal is searched several times as fast
_OWN_PACKAGE = frozenset({"__package__", "__name__"})
"""What names the package of a file: `__name__` does in its `__init__.py`, and elsewhere is none."""
_CALL = re.compile(rb"import_module|__import__")
"""The statements that hold statements, and where. Expressions cannot hold an import statement."""


def _lines_with(words: re.Pattern[bytes], data: bytes) -> list[int] | None:
    """The lines with words that are never written otherwise; None where bytes are not lines of ASCII.

    Most blocks have none of them, and need not be looked into.
    """
    if not has_plain_lines(data):
        return None
    result, line, at = [], 1, 0
    for match in words.finditer(data):
        line += data.count(b"\n", at, match.start())
        at = match.start()
        result.append(line)
    return result


def _static(tree: ast.Module, lines: list[int] | None) -> Iterator[list[Any]]:
    waiting: list[tuple[Any, int]] = [(tree.body, 0)]
    while waiting:
        block, flags = waiting.pop()
        for node in block:
            cls = node.__class__
            if cls is ast.Import:
                for alias in node.names:
                    yield [node.lineno, 0, alias.name, None, flags]
            elif cls is ast.ImportFrom:
                yield [node.lineno, node.level, node.module or "", [alias.name for alias in node.names], flags]
            elif cls in _BLOCKS and (lines is None or _has_one(lines, node)):
                waiting += _inner(node, flags)


def _inner(node: Any, flags: int) -> Iterator[tuple[Any, int]]:
    """The blocks of a statement, with the flags of what is in them."""
    for name in _BLOCKS[node.__class__]:
        is_only = isinstance(node, ast.If) and _is_for_type_checkers(node.test, wanted=name == "body")
        yield getattr(node, name), flags | (TYPE_CHECKING_ONLY if is_only else 0)


def _has_one(lines: list[int], node: Any) -> bool:
    """Whether one of these lines, which are in order, is among a statement's."""
    if node.__class__ is ast.match_case:
        return True
    at = bisect_left(lines, node.lineno)
    return at < len(lines) and lines[at] <= node.end_lineno


def _is_for_type_checkers(test: ast.expr, *, wanted: bool) -> bool:
    """Whether a test has this outcome for type checkers alone: `TYPE_CHECKING`, with `typing.`, `not` or `and`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _is_for_type_checkers(test.operand, wanted=not wanted)
    if isinstance(test, ast.BoolOp) and wanted == isinstance(test.op, ast.And):
        return any(_is_for_type_checkers(part, wanted=wanted) for part in test.values)
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return wanted and name == "TYPE_CHECKING"


def _dynamic(tree: ast.Module, lines: list[int] | None) -> Iterator[list[Any]]:
    """Calls of `importlib.import_module` and `__import__` with a literal name, which stand in these lines."""
    for node in _nodes_at(tree, lines):
        if isinstance(node, ast.Call):
            function = node.func
            name = (
                function.attr
                if isinstance(function, ast.Attribute)
                else function.id
                if isinstance(function, ast.Name)
                else ""
            )
            if name in {"import_module", "__import__"}:
                yield from _called(node, name)


def _nodes_at(tree: ast.Module, lines: list[int] | None) -> Iterator[ast.AST]:
    """The nodes that have one of these lines, as `ast.walk` gives them; all of them for None."""
    waiting: deque[tuple[ast.AST, list[int] | None]] = deque([(tree, lines)])
    while waiting:
        node, within = waiting.popleft()
        yield node
        if node.__class__ is ast.JoinedStr:
            within = None  # before Python 3.12 what stands in an f-string has other places
        for child in ast.iter_child_nodes(node):
            if within is None or _reaches(within, child):
                waiting.append((child, within))


def _reaches(lines: list[int], node: ast.AST) -> bool:
    first = getattr(node, "lineno", 0)
    if not first:
        return True
    decorators = getattr(node, "decorator_list", ())
    at = bisect_left(lines, min([first, *(item.lineno for item in decorators)]))
    return at < len(lines) and lines[at] <= getattr(node, "end_lineno", first)


def _called(node: ast.Call, name: str) -> Iterator[list[Any]]:
    wanted = _literal(_argument(node, 0, "name"))
    if not wanted:
        return
    module = wanted.lstrip(".")
    level = len(wanted) - len(module)
    if not level:
        yield [node.lineno, 0, module, None, DYNAMIC]
    elif name == "import_module":
        yield from _relative(node, level, module)


def _relative(node: ast.Call, level: int, module: str) -> Iterator[list[Any]]:
    """`import_module(".x", package)`, where the package is a literal or the file's own."""
    package = _argument(node, 1, "package")
    anchor = _literal(package)
    if anchor:
        parts = anchor.split(".")
        base = parts[: len(parts) - level + 1]
        if base:
            yield [node.lineno, 0, ".".join([*base, *([module] if module else [])]), None, DYNAMIC]
    elif isinstance(package, ast.Name) and package.id in _OWN_PACKAGE:
        yield [node.lineno, level, module, None, DYNAMIC]


def _argument(node: ast.Call, position: int, keyword: str) -> ast.expr | None:
    if len(node.args) > position:
        return node.args[position]
    return next((item.value for item in node.keywords if item.arg == keyword), None)


def _literal(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
