"""Names: which ids are taken, over all kinds, and which comes next."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import TYPE_CHECKING

from wmsgit.model.identity import MAX_DIGITS, highest_numbers, id_of_path, is_safe_id, split_number
from wmsgit.model.record import Data
from wmsgit.schema.identifiers import fingerprint_of
from wmsgit.schema.kind import Kind

if TYPE_CHECKING:
    from wmsgit.workspace.workspace import Workspace

_SUFFIX = ".yaml"


class Names:
    """The ids of one workspace, as they are when first asked for, kept up to date by `add` and `discard`.

    The ids of kinds that have those of others (`id_of`) are apart, each kind's for itself.
    """

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._elsewhere: dict[str, dict[str, int]] = {}
        self._spaces: dict[str, _Space] = {}

    def get(self, record_id: str, kind: Kind | None = None) -> str:
        """The path of the file that has this id in any case; empty when the id is free for a record of the kind."""
        return self._space(kind).get(record_id)

    def add(self, kind: Kind, record_id: str, path: str) -> None:
        """Note that an id is taken from now on."""
        self._space(kind).add(record_id, path)

    def discard(self, record_id: str, kind: Kind | None = None) -> None:
        """Note that an id is free. Its number is still not given again."""
        self._space(kind).discard(record_id)

    def new(self, kind: Kind, data: Data, actor: str) -> str:
        """A free id of the kind's form for a record with these fields; by who acts where no `actor` is named."""
        wants_actor = "{actor}" in kind.id_form.template
        return kind.id_form.make(
            now=self._workspace.now().astimezone(UTC),
            actor=actor or (self._workspace.actor() if wants_actor else ""),
            highest=lambda prefix: self.highest(kind, prefix),
            fingerprint=fingerprint_of(data, kind.fingerprint or tuple(kind.fields)),
            random=os.urandom,
        )

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
        return max(self._space(kind).highest(lower), self._highest_elsewhere(kind, lower))

    def _highest_elsewhere(self, kind: Kind, prefix: str) -> int:
        """What is known by an id's last digits, also where the prefix ends in a digit itself, as in `V2{number}`."""
        known, stem = self._numbers_elsewhere(kind.folder), prefix.rstrip("0123456789")
        if stem == prefix:
            return known.get(prefix, 0)
        digits, own = str(known.get(stem, 0)), prefix[len(stem) :]
        return int(digits[len(own) :] or 0) if digits.startswith(own) else 0

    def _space(self, kind: Kind | None) -> "_Space":
        """The ids that those of a kind must differ from."""
        name = kind.name if kind and kind.id_of else ""
        if name not in self._spaces:
            kinds = [kind] if kind and name else [item for item in self._workspace.registry.kinds() if not item.id_of]
            self._spaces[name] = _Space(list(self._listed(kinds)))
        return self._spaces[name]

    def _listed(self, kinds: list[Kind]) -> Iterator[tuple[str, list[str]]]:
        """Folder → the names of the record files in it, those too that a sparse checkout leaves out."""
        from wmsgit.store.names import record_names

        workspace = self._workspace
        for kind in kinds:
            yield from record_names(workspace.root, kind.folder)
        if workspace.dirs is not None and workspace.config.flag("core.sparseCheckout"):
            from wmsgit.vcs.index_entries import read_left_out

            below = tuple(f"records/{kind.folder}/" for kind in kinds)
            for path in read_left_out(workspace.root, "records"):
                if path.startswith(below) and path.endswith(_SUFFIX):
                    folder, _, name = path.rpartition("/")
                    yield folder, [name]

    def _numbers_elsewhere(self, folder: str) -> dict[str, int]:
        from wmsgit.vcs.history.numbers import numbers_elsewhere

        dirs = self._workspace.dirs
        if dirs is None:
            return {}
        if folder not in self._elsewhere:
            self._elsewhere[folder] = numbers_elsewhere(self._workspace.root, dirs, folder)
        return self._elsewhere[folder]


class _Space:
    """Ids that all differ: what the folders held, by name alone, and what has changed since."""

    def __init__(self, listed: list[tuple[str, list[str]]]) -> None:
        self._listed = listed
        self._taken = {name.lower() for _, names in listed for name in names}
        self._paths: dict[str, str] = {}
        self._highest: dict[str, int] = {}

    def get(self, record_id: str) -> str:
        name = f"{record_id.lower()}{_SUFFIX}"
        return (self._paths.get(name) or self._find(name)) if name in self._taken else ""

    def add(self, record_id: str, path: str) -> None:
        name = f"{record_id.lower()}{_SUFFIX}"
        self._taken.add(name)
        self._paths[name] = path
        for prefix, known in self._highest.items():
            self._highest[prefix] = max(known, *_numbers([name], prefix), 0)

    def discard(self, record_id: str) -> None:
        name = f"{record_id.lower()}{_SUFFIX}"
        for prefix in highest_numbers([record_id]):
            self.highest(prefix)
        self._taken.discard(name)
        self._paths.pop(name, None)

    def highest(self, prefix: str) -> int:
        """The highest number of this prefix, in lower case, that was ever here; see `wmsgit.model.identity.counted`."""
        if prefix not in self._highest:
            self._highest[prefix] = max(_numbers(self._taken, prefix), default=0)
        return self._highest[prefix]

    def _find(self, name: str) -> str:
        """The path of the file that has a name in any case; empty when what has it is no record."""
        for folder, names in self._listed:
            for written in names:
                if written.lower() == name and is_safe_id(id_of_path(written)):
                    return f"{folder}/{written}"
        return ""


def _numbers(names: Iterable[str], prefix: str) -> Iterator[int]:
    """The numbers of the files' names that begin so, and where text follows the `{}` in the prefix, end so."""
    head, _, tail = prefix.partition("{}")
    end = f"{tail}{_SUFFIX}"
    digits = (name[len(head) : -len(end)] for name in names if name.startswith(head) and name.endswith(end))
    return map(int, {number for number in digits if number.isdecimal() and len(number) < MAX_DIGITS})
