"""Packages: which module a Python file is, and what its relative imports mean."""

from collections.abc import Collection


class Packages:
    """The Python packages of one repository.

    A folder with an `__init__.py` is a package, the topmost such folder its root. Other folders are packages only
    below a folder that is named (PEP 420 leaves open which are). A file outside of all is a module of its own.

    Args:
        paths: every file of the repository.
        namespace: the dotted name of a package that counts as one without `__init__.py`, too; the topmost folders
            of that name are it.
    """

    def __init__(self, paths: Collection[str], namespace: str = "") -> None:
        self._paths = paths
        self._namespace = namespace
        self._packages: dict[str, str] = {"": ""}

    def module(self, path: str) -> str:
        """The dotted name of the module that a file is; a package's for its `__init__.py`."""
        folder, _, name = path.rpartition("/")
        stem = name.partition(".")[0]
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
        """The full name that a relative import in this file means; empty where it leads out of the top.

        Args:
            path: the file.
            level: how many dots there are.
            module: what follows the dots; empty for nothing.
        """
        folder = path.rpartition("/")[0]
        package = self.package(folder)
        parts = package.split(".") if package else folder.split("/") if folder else []
        if level > len(parts):
            return ""
        return ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])])

    def _package(self, folder: str) -> str:
        above, _, name = folder.rpartition("/")
        outer = self.package(above)
        if f"{folder}/__init__.py" in self._paths or outer == self._namespace != "" or outer.startswith(self._inner):
            return f"{outer}.{name}" if outer else name
        dotted = folder.replace("/", ".")
        return self._namespace if self._namespace and f".{dotted}".endswith(f".{self._namespace}") else ""

    @property
    def _inner(self) -> str:
        """What packages inside the named one begin with; a name that none begins with where there is none."""
        return f"{self._namespace}." if self._namespace else "\0"
