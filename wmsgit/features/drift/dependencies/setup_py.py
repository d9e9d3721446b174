"""setup.py: the literal arguments of `setup()`, by its syntax tree; it is never run."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from wmsgit.features.drift.dependencies.declared import (
    BUILD,
    DEV,
    OPTIONAL,
    RUNTIME,
    Manifest,
    ManifestBuilder,
    grouped,
)
from wmsgit.features.drift.imports.layout import calls, literal
from wmsgit.features.drift.imports.python_tree import bounded_tree
from wmsgit.features.drift.settings.values import mapping_of

_GROUPS = {
    "install_requires": RUNTIME,
    "requires": RUNTIME,
    "setup_requires": BUILD,
    "tests_require": grouped(DEV, "tests"),
    "extras_require": OPTIONAL,
}

_CHANGING = frozenset({"append", "extend", "insert", "add", "update", "setdefault", "pop", "remove", "clear"})


def read_setup_py(data: bytes) -> Manifest:
    """What a setup.py declares in literals; an argument that is computed is odd.

    Raises:
        ExtractionError: when it is not Python.
    """
    tree, builder = bounded_tree(data), ManifestBuilder()
    known, changed = _constants(tree), _changed(tree)
    setups = list(calls(tree, {"setup", *_renamed(tree)}))
    if not setups and any(name.encode() in data for name in _GROUPS if name != "requires"):
        builder.odd(0, "no call of setup() is seen")
    for call in setups:
        names = {part.id: part.lineno for part in ast.walk(call) if isinstance(part, ast.Name)}
        for name in sorted(names.keys() & changed & known.keys()):
            builder.odd(names[name], f"{name} is changed before setup() takes it")
        for item in call.keywords:
            if item.arg in _GROUPS:
                _add(builder, known, item.value, _GROUPS[item.arg], item.arg)
            elif item.arg is None:
                builder.odd(call.lineno, "arguments of setup() are computed")
    return builder.manifest


def _renamed(tree: ast.Module) -> set[str]:
    """Other names under which `setup` is imported."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {alias.asname for node in imports for alias in node.names if alias.name == "setup" and alias.asname}


def _constants(tree: ast.Module) -> Mapping[str, ast.expr]:
    """The names that are assigned once at the top."""
    pairs = [
        (target.id, node.value)
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    counts = [name for name, _ in pairs]
    return {name: value for name, value in pairs if counts.count(name) == 1}


def _changed(tree: ast.Module) -> set[str]:
    """The names whose values are changed in place, or that are assigned below the top, too."""
    result: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign):
            result.append(node.target)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
            result.append(node.func.value)
        elif isinstance(node, ast.Assign):
            result += [target for target in node.targets if isinstance(target, ast.Subscript) or node not in tree.body]
    return {part.id for node in result for part in ast.walk(node) if isinstance(part, ast.Name)}


def _add(builder: ManifestBuilder, known: Mapping[str, ast.expr], node: ast.expr, group: str, name: str) -> None:
    value = known.get(node.id, node) if isinstance(node, ast.Name) else node
    if group == OPTIONAL and isinstance(value, ast.Dict):
        for key, items in zip(value.keys, value.values, strict=True):
            extra = literal(key) if key else None
            _add(builder, known, items, grouped(OPTIONAL, str(extra or "")), name)
        return
    whole = literal(value)
    if group == OPTIONAL and not mapping_of(whole):
        builder.odd(node.lineno, f"{name} is computed")
        return
    for line, text in _texts(value):
        if isinstance(text, str):
            builder.require(text, group, line)
        else:
            builder.odd(line, f"{name} is computed")


def _texts(node: ast.expr) -> Iterator[tuple[int, Any]]:
    """Line and text of each item; None for what is no literal."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        yield from ((item.lineno, literal(item)) for item in node.elts)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _texts(node.left)
        yield from _texts(node.right)
    else:
        value = literal(node)
        lines = value.splitlines() if isinstance(value, str) else None
        yield from ((node.lineno, line.strip()) for line in lines or () if line.strip())
        if lines is None:
            yield node.lineno, None
