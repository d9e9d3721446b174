"""Packages: which module a Python file is, and what its relative imports mean."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

_INITS = ("__init__.py", "__init__.pyi")
_SOURCES = frozenset({"src", "lib", "python", "stubs", "typings"})
"""Folders from which modules are imported by custom; `src` wherever it is, the others at the top of a project."""
_STUBS = "-stubs"
"""What PEP 561 puts behind the name of the package that a folder of stubs is of."""


@dataclass(frozen=True, slots=True)
class SourceRoots:
    """Where modules are imported from in a repository.

    Attributes:
        named: what a rule says: folders, each with the wild cards of the shell in any part.
        declared: folder → the dotted name that what lies in it begins with, mostly none, as manifests say.
        projects: the folders with a manifest of a Python project.
    """

    named: tuple[str, ...] = ()
    declared: Mapping[str, str] = field(default_factory=dict)
    projects: Collection[str] = ()


class Packages:
    """The Python packages of one repository.

    A folder with an `__init__.py` or `__init__.pyi` is a regular package, and so is whatever lies below. Around the
    topmost of them there may be namespace packages (PEP 420), up to the folder from which modules are imported. That
    is what the rule names, else what the project declares, else `src`; where nothing says it, a folder has several
    possible names, the likeliest first.

    Args:
        paths: every file of the repository.
        namespace: the dotted name of a package; of several names of a folder it is the one within it.
        roots: where modules are imported from.
    """

    def __init__(self, paths: Collection[str], namespace: str = "", roots: SourceRoots | None = None) -> None:
        self._paths = paths
        self._namespace = namespace
        self._roots = roots or SourceRoots()
        self._folders: frozenset[str] | None = None
        self._known: dict[str, tuple[str, ...]] = {}

    def module(self, path: str) -> str:
        """The dotted name of the module that a file is; a package's for its `__init__.py`."""
        return self.modules(path)[0]

    def modules(self, path: str) -> tuple[str, ...]:
        """The names that the module of a file may have, the likeliest first."""
        folder, _, name = path.rpartition("/")
        stem = name.partition(".")[0]
        if stem == "__init__":
            return tuple(package or folder.rpartition("/")[2] for package in self.names(folder))
        return tuple(f"{package}.{stem}" if package else stem for package in self.names(folder))

    def names(self, folder: str) -> tuple[str, ...]:
        """The dotted names that a folder may have as a package, the likeliest first."""
        if folder not in self._known:
            self._known[folder] = tuple(self._chosen(folder))
        return self._known[folder]

    def absolute(self, path: str, level: int, module: str) -> tuple[str, ...]:
        """The full names that a relative import in this file may mean; none where it leads out of the top.

        Args:
            path: the file.
            level: how many dots there are.
            module: what follows the dots; empty for nothing.
        """
        folder = path.rpartition("/")[0]
        bases = [package.split(".") for package in self.names(folder) if package] or [
            folder.split("/") if folder else []
        ]
        return tuple(
            dict.fromkeys(
                ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])])
                for parts in bases
                if level <= len(parts)
            )
        )

    def is_regular(self, folder: str) -> bool:
        """Whether a folder has an `__init__` file."""
        return any(f"{folder}/{name}" in self._paths for name in _INITS)

    def _chosen(self, folder: str) -> Iterable[str]:
        parts = folder.split("/") if folder else []
        sure = self._declared(parts)
        if sure is not None and self._is_meant(sure):
            return [sure]
        possible = dict.fromkeys([*([] if sure is None else [sure]), *self._possible(parts)])
        within = [name for name in possible if self._namespace and self._is_meant(name)]
        return within[:1] or ([sure] if sure is not None else possible)

    def _is_meant(self, name: str) -> bool:
        return not self._namespace or f"{name}.".startswith(f"{self._namespace}.")

    def _declared(self, parts: list[str]) -> str | None:
        """The name below the innermost folder that the rule names, or that a manifest declares; None for neither."""
        depths = range(len(parts), -1, -1)
        named = next((depth for depth in depths if self._is_named(parts[:depth])), None)
        if named is not None:
            return _dotted(parts[named:])
        folders = ((depth, "/".join(parts[:depth])) for depth in depths)
        innermost = next(((depth, folder) for depth, folder in folders if folder in self._roots.declared), None)
        if innermost is None:
            return None
        prefix, rest = self._roots.declared[innermost[1]], _dotted(parts[innermost[0] :])
        return f"{prefix}.{rest}" if prefix and rest else prefix or rest

    def _is_named(self, parts: list[str]) -> bool:
        return any(
            len(wanted) == len(parts) and all(map(fnmatchcase, parts, wanted))
            for wanted in ([part for part in root.split("/") if part not in {"", "."}] for root in self._roots.named)
        )

    def _possible(self, parts: list[str]) -> list[str]:
        """The names that a folder may have where nothing declares them."""
        top = self._first_regular(parts)
        base = self._project(parts[:top])
        source = next((at for at in range(top, 0, -1) if self._is_source(parts[:at], base)), 0)
        if source:  # whoever imports from the folder above it writes `src.app`
            return [_dotted(parts[at:]) for at in (source, source - 1, min(base, source))]
        starts = [at for at in range(base, top + 1) if all(map(_is_name, parts[at:top]))]
        return [_dotted(parts[at:]) for at in starts if at == base or not self._is_taken(parts, base, at)] or [
            _dotted(parts[top:])
        ]

    def _first_regular(self, parts: list[str]) -> int:
        """How many folders are around the topmost regular package; all of them where there is none."""
        depths = range(1, len(parts) + 1)
        return next((depth - 1 for depth in depths if self.is_regular("/".join(parts[:depth]))), len(parts))

    def _project(self, above: list[str]) -> int:
        """How many parts the folder of the innermost project has, of those around a package."""
        depths = range(len(above), 0, -1)
        return next((depth for depth in depths if "/".join(above[:depth]) in self._roots.projects), 0)

    def _is_source(self, above: list[str], base: int) -> bool:
        return above[-1] == "src" or (above[-1] in _SOURCES and len(above) == base + 1)

    def _is_taken(self, parts: list[str], base: int, at: int) -> bool:
        """Whether another folder of the project has the name that begins at this part."""
        if self._folders is None:
            self._folders = frozenset(path.rpartition("/")[0] for path in self._paths if path.endswith((".py", ".pyi")))
        return "/".join([*parts[:base], *parts[at:]]) in self._folders


def _dotted(parts: list[str]) -> str:
    return ".".join([part.removesuffix(_STUBS) for part in parts[:1]] + parts[1:])


def _is_name(part: str) -> bool:
    return part.removesuffix(_STUBS).isidentifier()
