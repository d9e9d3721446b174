"""Paths of a SARIF file: which file of the repository a location means (SARIF 2.1.0, sections 3.4 and 3.14.14)."""

import posixpath
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

_NOWHERE = "."
_MAX_BASES = 20


class SarifPaths:
    """The locations of one run.

    Args:
        run: which.
        root: the folder on this machine that the repository lies in.
        files: the repository's files.
    """

    def __init__(self, run: Mapping[str, Any], root: str, files: Collection[str]) -> None:
        bases, artifacts = run.get("originalUriBaseIds"), run.get("artifacts")
        self._bases: Mapping[str, Any] = bases if isinstance(bases, Mapping) else {}
        self._artifacts = artifacts if isinstance(artifacts, list) else []
        self._root = f"{root.rstrip('/')}/" if root else ""
        self._files = files

    def of(self, location: Any) -> str:
        """The file from the repository's top; `.` where the location names none."""
        location = self._indexed(location)
        uri = str(location.get("uri") or "")
        if not uri:
            return _NOWHERE
        path = _path_of(uri)
        if _is_absolute(path):
            return self._inside(path)
        base = self._base(str(location.get("uriBaseId") or ""))
        if base and self._root and f"{base}/".startswith(self._root):
            path = posixpath.join(base, path)[len(self._root) :]
        return _normal(path)

    def _indexed(self, location: Any) -> Mapping[str, Any]:
        """The location, or the one of the artifact that it names by its index alone."""
        if not isinstance(location, Mapping):
            return {}
        at = location.get("index")
        if not location.get("uri") and type(at) is int and 0 <= at < len(self._artifacts):
            artifact = self._artifacts[at]
            named = artifact.get("location") if isinstance(artifact, Mapping) else None
            return named if isinstance(named, Mapping) else {}
        return location

    def _base(self, name: str) -> str:
        """The absolute folder that a base stands for; empty where nobody says so."""
        path = ""
        for _ in range(_MAX_BASES):
            base = self._bases.get(name)
            if not isinstance(base, Mapping):
                return ""
            path = posixpath.join(_path_of(str(base.get("uri") or "")), path)
            if _is_absolute(path):
                return posixpath.normpath(path)
            name = str(base.get("uriBaseId") or "")
        return ""

    def _inside(self, path: str) -> str:
        """An absolute path from the repository's top; of another machine, the longest end of it that is a file here."""
        if self._root and path.startswith(self._root):
            return _normal(path[len(self._root) :])
        parts = path.strip("/").split("/")
        ends = ("/".join(parts[at:]) for at in range(len(parts)))
        return next((end for end in ends if end in self._files), _normal(path.lstrip("/")))


def _path_of(uri: str) -> str:
    """The path of an address, or what a program on Windows has written in its place."""
    if "\\" in uri:
        return uri.replace("\\", "/")
    parts = urlsplit(uri)
    return unquote(parts.path) if parts.scheme in {"", "file"} else uri


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or path[1:3] == ":/"


def _normal(path: str) -> str:
    path = posixpath.normpath(path) if path else _NOWHERE
    return _NOWHERE if path.startswith("..") else path
