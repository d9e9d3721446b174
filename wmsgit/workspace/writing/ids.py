"""Names: which ids are taken, over all kinds, and which number comes next."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from wmsgit.model.identity import counted, highest_numbers, id_of_path, split_number
from wmsgit.schema.kind import Kind
from wmsgit.store.layout import scan

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace


class Names:
    """The ids of one workspace, as they are when first asked for, kept up to date by `add` and `discard`."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._elsewhere: dict[str, dict[str, int]] = {}

    @cached_property
    def _paths(self) -> dict[str, str]:
        """What an id is known by → the file's path, for every file in the folder of a kind."""
        kinds = list(self._workspace.registry.kinds())
        result: dict[str, str] = {}
        for kind in sorted(kinds, key=lambda kind: bool(kind.id_of)):
            paths = (*self._left_out([kind.folder]), *scan(self._workspace.root, kind.folder).files)
            result |= {_key(kind, id_of_path(path)): path for path in paths}
        return result

    def _left_out(self, folders: Iterable[str]) -> list[str]:
        """The record files that a sparse checkout leaves out of the working tree: their ids are taken, too."""
        workspace = self._workspace
        if workspace.dirs is None or not workspace.config.flag("core.sparseCheckout"):
            return []
        from wmsgit.vcs.index_entries import read_left_out

        below = tuple(f"records/{folder}/" for folder in folders)
        return [path for path in read_left_out(workspace.root, "records") if path.startswith(below)]

    @cached_property
    def _highest(self) -> dict[str, int]:
        return highest_numbers(self._paths)

    def get(self, record_id: str, kind: Kind | None = None) -> str:
        """The path of the file that has this id in any case; empty when the id is free for a record of the kind."""
        return self._paths.get(_key(kind, record_id), "")

    def add(self, kind: Kind, record_id: str, path: str) -> None:
        """Note that an id is taken from now on."""
        self._paths[_key(kind, record_id)] = path
        parts = counted(record_id)
        if parts and kind.id_form.is_numbered:
            prefix, number = parts
            self._highest[prefix] = max(number, self._highest.get(prefix, 0))

    def discard(self, record_id: str, kind: Kind | None = None) -> None:
        """Note that an id is free. Its number is still not given again."""
        self._paths.pop(_key(kind, record_id), None)

    def following(self, kind: Kind, record_id: str) -> str:
        """The next id of the same prefix, with as many digits; empty when this one does not end in a number."""
        parts = split_number(record_id) if kind.id_form.is_numbered else None
        if parts is None:
            return ""
        prefix = record_id[: len(parts[0])]
        return f"{prefix}{self.highest(kind, prefix) + 1:0{len(record_id) - len(prefix)}d}"

    def highest(self, kind: Kind, prefix: str) -> int:
        """The highest number of this prefix here, in other worktrees, in every branch and in their history."""
        lower = prefix.lower()
        if lower[-1:].isdigit():
            return self._highest_behind_digits(kind, lower)
        return max(self._highest.get(lower, 0), self._numbers_elsewhere(kind.folder).get(lower, 0))

    def _highest_behind_digits(self, kind: Kind, prefix: str) -> int:
        """As `highest`, where the prefix ends in a digit, as in `V2{number}`: an id ends in the digits of both."""
        rests = [record_id[len(prefix) :] for record_id in self._paths if record_id.startswith(prefix)]
        stem = prefix.rstrip("0123456789")
        digits = str(self._numbers_elsewhere(kind.folder).get(stem, 0))
        rests += [digits.removeprefix(prefix[len(stem) :])] if digits.startswith(prefix[len(stem) :]) else []
        return max((int(rest) for rest in rests if rest.isdigit()), default=0)

    def _numbers_elsewhere(self, folder: str) -> dict[str, int]:
        from wmsgit.vcs.history.numbers import numbers_elsewhere

        dirs = self._workspace.dirs
        if dirs is None:
            return {}
        if folder not in self._elsewhere:
            self._elsewhere[folder] = numbers_elsewhere(self._workspace.root, dirs, folder)
        return self._elsewhere[folder]


def _key(kind: Kind | None, record_id: str) -> str:
    """What an id is known by: alone, or with its kind where the kind's records have the ids of others."""
    return f"{kind.name}/{record_id.lower()}" if kind and kind.id_of else record_id.lower()
