"""Languages: for each, its files, its extractor, and what an extracted import means in a repository."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from wmsgit.features.drift.facts import Extractor
from wmsgit.features.drift.imports.flags import RELATIVE
from wmsgit.features.drift.imports.javascript import JAVASCRIPT_IMPORTS
from wmsgit.features.drift.imports.packages import Packages
from wmsgit.features.drift.imports.python import PYTHON_IMPORTS
from wmsgit.features.drift.imports.standard import is_standard

LOCAL = "./"
"""What a JavaScript module of the repository itself begins with: its path from the top without its suffix."""

_SCRIPT = (".js", ".mjs", ".cjs", ".jsx")
_TYPED = (".ts", ".mts", ".cts", ".tsx")
# Node.js 22, `module.builtinModules`, without those whose names begin with `_`.
_NODE = frozenset(
    """
    assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns
    domain events fs http http2 https inspector module net os path perf_hooks process punycode querystring
    readline repl stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib
    """.split()  # noqa: SIM905 - words, not a list of quotes
)


class ImportTarget(NamedTuple):
    """What one import statement imports.

    Attributes:
        line: counted from 1.
        module: the full name.
        names: the names imported from it, each of which may be a module too.
        flags: what sets it apart, see `wmsgit.features.drift.imports.flags`.
        others: further names that the module may have, where it is not sure from where modules are imported.
    """

    line: int
    module: str
    names: Sequence[str]
    flags: int
    others: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Attributes:
        suffixes: of its files.
        separator: what parts the names of modules.
        extractor: finds a file's imports.
        targets: path and fact → what is imported, in a repository with these packages.
        is_standard: whether a module comes with the language.
        module: the name of the module that a file is.
    """

    suffixes: tuple[str, ...]
    separator: str
    extractor: Extractor
    targets: Callable[[str, Any, Packages], Iterator[ImportTarget]]
    is_standard: Callable[[str], bool]
    module: Callable[[str, Packages], str]


def _python_targets(path: str, fact: Any, packages: Packages) -> Iterator[ImportTarget]:
    for line, level, module, names, flags in fact:
        if not level:
            yield ImportTarget(line, module, names or (), flags)
        elif possible := packages.absolute(path, level, module):
            yield ImportTarget(line, possible[0], names or (), flags | RELATIVE, possible[1:])


def _script_targets(path: str, fact: Any, _packages: Packages) -> Iterator[ImportTarget]:
    folder = posixpath.dirname(path)
    for line, specifier, flags in fact:
        if specifier.startswith((LOCAL, "../")) or specifier in {".", ".."}:
            yield ImportTarget(line, script_module(posixpath.normpath(posixpath.join(folder, specifier))), (), flags)
        elif specifier:
            yield ImportTarget(line, specifier, (), flags)


def script_module(path: str, _packages: Packages | None = None) -> str:
    """The name of the JavaScript module that a file of the repository is: `./src/api` for `src/api/index.ts`."""
    stem, suffix = posixpath.splitext(path)
    stem = stem if suffix in {*_SCRIPT, *_TYPED, ".json"} else path
    return LOCAL + (stem.removesuffix("/index") if stem != "index" else "")


def _is_standard_node(module: str) -> bool:
    return module.startswith("node:") or module.partition("/")[0] in _NODE


def _python_module(path: str, packages: Packages) -> str:
    return packages.module(path)


def _script(suffixes: tuple[str, ...]) -> Language:
    return Language(suffixes, "/", JAVASCRIPT_IMPORTS, _script_targets, _is_standard_node, script_module)


LANGUAGES: Mapping[str, Language] = {
    "python": Language((".py", ".pyi"), ".", PYTHON_IMPORTS, _python_targets, is_standard, _python_module),
    "javascript": _script((*_SCRIPT, *_TYPED)),
    "typescript": _script(_TYPED),
}
"""Language → what is known of it; the first is the default."""
