"""Layout: the folders from which a project's modules are imported, as its manifests declare them to their tools.

A fact is a list of pairs: a folder, from the manifest's own, and the dotted name that what lies in it begins with.
"""

import ast
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wmsgit.features.drift.budget import MAX_SETTINGS_BYTES
from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.imports.packages import SourceRoots
from wmsgit.features.drift.imports.project import known_facts, needs_by_name
from wmsgit.features.drift.imports.python_tree import bounded_tree
from wmsgit.features.drift.kind import Need
from wmsgit.features.drift.rule_view import Member, RuleView
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.values import mapping_of, texts_of, value_at

_Pairs = Iterator[tuple[str, str]]
_SRC = "src"
_WORDS = re.compile(r"[-_.]+")
_DISTRIBUTION_NAMES = (("project", "name"), ("tool", "poetry", "name"))


def _pyproject(data: bytes) -> list[list[str]]:
    whole = read_settings(data, "toml")
    tool = mapping_of(value_at(whole, ["tool"]))
    readers = (_setuptools, _poetry, _hatch, _flit, _uv, _others)
    pairs = [pair for reader in readers for pair in reader(tool, whole)]
    if value_at(whole, ["build-system", "build-backend"]):
        pairs += _by_custom(whole)
    return _fact(pairs)


def _setuptools(tool: Mapping[str, Any], _: Any) -> _Pairs:
    """What stands under "Package discovery" in setuptools' user guide."""
    data = mapping_of(tool.get("setuptools"))
    yield from _package_dir(mapping_of(data.get("package-dir")))
    packages = data.get("packages")
    yield from _tops(texts_of(packages))
    find = mapping_of(mapping_of(packages).get("find"))
    where = texts_of(find.get("where"))
    yield from ((folder, "") for folder in where)
    if not where:
        yield from _tops(texts_of(find.get("include")))


def _poetry(tool: Mapping[str, Any], _: Any) -> _Pairs:
    """`packages` of Poetry ("The pyproject.toml file")."""
    packages = value_at(tool, ["poetry", "packages"])
    for item in map(mapping_of, packages if isinstance(packages, list) else ()):
        if item.get("from"):
            yield str(item["from"]), ""
        else:
            yield from _tops([str(item.get("include") or "").replace("/", ".")])


def _hatch(tool: Mapping[str, Any], _: Any) -> _Pairs:
    """`packages` and `sources` of Hatch ("Build configuration"), of which the last part is the package."""
    build = mapping_of(value_at(tool, ["hatch", "build"]))
    for table in (build, mapping_of(value_at(build, ["targets", "wheel"]))):
        for path in texts_of(table.get("packages")):
            yield path, posixpath.basename(path.rstrip("/"))
        sources = table.get("sources")
        yield from ((folder, "") for folder in texts_of(sources))
        yield from ((folder, str(name).strip("/").replace("/", ".")) for folder, name in mapping_of(sources).items())


def _flit(tool: Mapping[str, Any], _: Any) -> _Pairs:
    """`module` of Flit, a dotted name that lies in `src` or beside the manifest."""
    yield from _named(str(value_at(tool, ["flit", "module", "name"]) or ""))


def _uv(tool: Mapping[str, Any], _: Any) -> _Pairs:
    """`module-root` and `module-name` of uv's build backend."""
    data = mapping_of(value_at(tool, ["uv", "build-backend"]))
    root, names = data.get("module-root"), data.get("module-name")
    if isinstance(root, str):
        yield root, ""
    for name in [names] if isinstance(names, str) else texts_of(names):
        yield from _named(name)


def _others(tool: Mapping[str, Any], _: Any) -> _Pairs:
    """The folders that PDM, maturin, scikit-build, mypy, pytest and Pyright are told to import from."""
    ways = (
        ["pdm", "build", "package-dir"],
        ["maturin", "python-source"],
        ["mypy", "mypy_path"],
        ["pytest", "ini_options", "pythonpath"],
        ["pyright", "extraPaths"],
    )
    for way in ways:
        value = value_at(tool, way)
        folders = re.split(r"[,:\s]+", value) if isinstance(value, str) else texts_of(value)
        yield from ((folder.removeprefix("$MYPY_CONFIG_FILE_DIR/"), "") for folder in folders)
    for path in texts_of(value_at(tool, ["scikit-build", "wheel", "packages"])):
        yield path, posixpath.basename(path.rstrip("/"))


def _by_custom(whole: Any) -> _Pairs:
    """The package that has the name of its distribution, as most build backends look for it."""
    for way in _DISTRIBUTION_NAMES:
        name = value_at(whole, list(way))
        if isinstance(name, str):
            yield from _named(_WORDS.sub("_", name).lower())


def _setup_cfg(data: bytes) -> list[list[str]]:
    whole = read_settings(data, "ini")
    options = mapping_of(value_at(whole, ["options"]))
    lines = (line.partition("=") for line in _lines(options.get("package_dir")))
    pairs = list(_package_dir({name.strip(): folder.strip() for name, _, folder in lines}))
    pairs += [(folder, "") for folder in _lines(value_at(whole, ["options.packages.find", "where"]))]
    pairs += _tops([line for line in _lines(options.get("packages")) if not line.endswith(":")])
    return _fact(pairs)


def _setup_py(data: bytes) -> list[list[str]]:
    """The literals among the arguments of `setup()`; the file is never run."""
    pairs: list[tuple[str, str]] = []
    for call in calls(bounded_tree(data), {"setup"}) if b"setup" in data else ():
        for item in call.keywords:
            if item.arg == "package_dir":
                pairs += _package_dir(mapping_of(literal(item.value)))
            elif item.arg == "packages":
                pairs += _tops(texts_of(literal(item.value)))
                pairs += [(folder, "") for folder in _where(item.value)]
    return _fact(pairs)


def _where(node: ast.expr) -> Iterator[str]:
    """The folder that `find_packages` looks in."""
    for call in calls(node, {"find_packages", "find_namespace_packages"}):
        given = [*call.args[:1], *(item.value for item in call.keywords if item.arg == "where")]
        yield from (value for node in given if isinstance(value := literal(node), str))


def calls(node: ast.AST, names: Iterable[str]) -> Iterator[ast.Call]:
    """The calls of functions of these names, by their last part."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            function = part.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in names:
                yield part


def literal(node: ast.expr) -> Any:
    """The value of an expression of constants; None where it is none."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError, MemoryError):
        return None


def _package_dir(table: Mapping[str, Any]) -> _Pairs:
    return ((str(folder), str(name)) for name, folder in table.items())


def _tops(names: Iterable[str]) -> _Pairs:
    """The topmost packages of these dotted names or patterns of them, beside the manifest."""
    for name in names:
        top = name.partition(".")[0].rstrip("*")
        if top.isidentifier():
            yield top, top


def _named(name: str) -> _Pairs:
    if name:
        yield from ((f"{folder}{name.replace('.', '/')}", name) for folder in (f"{_SRC}/", ""))


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in re.split(r"[,\n]", value if isinstance(value, str) else "") if line.strip()]


def _fact(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The pairs that say something: the manifest's own folder is one from which modules are imported anyway."""
    normal = ((posixpath.normpath(folder or "."), name) for folder, name in pairs)
    return [[folder, name] for folder, name in dict.fromkeys(normal) if name or folder != "."]


_READERS: Mapping[str, Extractor] = {
    "pyproject.toml": Extractor("pyproject-layout", 1, _pyproject, MAX_SETTINGS_BYTES),
    "setup.cfg": Extractor("setup-cfg-layout", 1, _setup_cfg, MAX_SETTINGS_BYTES),
    "setup.py": Extractor("setup-py-layout", 1, _setup_py, MAX_SETTINGS_BYTES),
}


def layout_needs(member: Member) -> list[Need]:
    """The facts about the layouts of a repository's projects."""
    return needs_by_name(member, _READERS)


def project_folders(member: Member) -> set[str]:
    """The folders that hold a Python project, the repository's top among them."""
    return {"", *_declaring(member)}


def _declaring(member: Member) -> Iterator[str]:
    return (posixpath.dirname(path) for name in _READERS for path in member.by_name.get(name, ()))


def source_roots(sight: RuleView, named: tuple[str, ...] = ()) -> SourceRoots:
    """Where modules are imported from in a repository, with the facts that `layout_needs` names.

    Args:
        sight: the repository.
        named: the folders that a rule names.
    """
    declared, projects = sight.once(("layout",), lambda: _declared(sight))
    return SourceRoots(named, declared, projects)


def _declared(sight: RuleView) -> tuple[dict[str, str], frozenset[str]]:
    declared: dict[str, str] = {}
    for name, extractor in _READERS.items():
        for path, fact in known_facts(sight, name, extractor):
            for folder, prefix in fact:
                place = posixpath.normpath(posixpath.join(posixpath.dirname(path), folder))
                declared.setdefault("" if place == "." else place, prefix)
    return declared, frozenset(_declaring(sight.member))
