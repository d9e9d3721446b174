"""Packages: which module a Python file is, and what its relative imports mean."""

from collections.abc import Collection


class Packages:
    """The Python packages of one repository.

    A folder with an `__init__.py` is a package, the topmost such folder its root. Above that, and where there is
    none, a file counts as a module of its folder, which is enough for its relative imports.

    Args:
        paths: every file of the repository.
    """

    def __init__(self, paths: Collection[str]) -> None:
        self._paths = paths
        self._packages: dict[str, str] = {}

    def module(self, path: str) -> str:
        """The dotted name of the module that a file is; a package's for its `__init__.py`."""
        folder, _, name = path.rpartition("/")
        stem = name.rpartition(".")[0]
        package = self.package(folder)
        if stem == "__init__":
            return package or folder.rpartition("/")[2]
        return f"{package}.{stem}" if package else stem

    def package(self, folder: str) -> str:
        """The dotted name of the package that a folder is; empty where it is none."""
        if folder not in self._packages:
            self._packages[folder] = self._package(folder)
        return self._packages[folder]

    def absolute(self, path: str, level: int, module: str) -> str:
        """The full name that a relative import in this file means; empty where it leads out of the top."""
        folder = path.rpartition("/")[0]
        parts = self._place(folder)
        if level > len(parts):
            return ""
        base = parts[: len(parts) - level + 1]
        return ".".join([*base, *([module] if module else [])])

    def _place(self, folder: str) -> list[str]:
        """The package of a folder as parts; for one that is no regular package, its folders."""
        package = self.package(folder)
        return package.split(".") if package else folder.split("/") if folder else []

    def _package(self, folder: str) -> str:
        if not folder or f"{folder}/__init__.py" not in self._paths:
            return ""
        above, _, name = folder.rpartition("/")
        package = self.package(above)
        return f"{package}.{name}" if package else name
