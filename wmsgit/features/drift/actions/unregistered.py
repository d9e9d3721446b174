"""Unregistered files: what the older system said of files without a component, as an import has archived it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from wmsgit.model.archive import latest_rows, path_of, rows_in
from wmsgit.workspace.workspace import Workspace

TABLE = "unregistered_files"
_PARTS = (
    ("status", "{}"),
    ("first_detected", "first found {}"),
    ("last_seen", "last seen {}"),
    ("detection_count", "{} times"),
    ("assigned_component_id", "meant for {}"),
    ("reviewed_by", "reviewed by {}"),
    ("reviewed_at", "at {}"),
    ("review_notes", "{}"),
)


@dataclass(frozen=True)
class UnregisteredFiles:
    """The files that the older system had found without a component.

    Attributes:
        rows: repository and path there → what it said.
    """

    rows: Mapping[tuple[str, str], Mapping[str, Any]]

    def sentence(self, repo: str, path: str) -> str:
        """What it said of a file; empty where it did not know it as one."""
        row = self.rows.get((repo, path))
        if row is None:
            return ""
        parts = [form.format(row[name]) for name, form in _PARTS if row.get(name) not in {None, ""}]
        return f"listed it as unregistered: {', '.join(parts)}"

    def summary(self, lacking: Collection[tuple[str, str]]) -> str:
        """How its list compares with the files that have no component now; empty where it had none."""
        if not self.rows:
            return ""
        still = len(self.rows.keys() & set(lacking))
        return (
            f"listed {len(self.rows):,} files as unregistered, of which {still:,} have no component now;"
            f" {len(set(lacking) - self.rows.keys()):,} came since"
        )


def unregistered_files(ws: Workspace) -> UnregisteredFiles:
    """The list as it was imported last; an empty one where nothing was."""
    file = ws.root / path_of(TABLE)
    rows = latest_rows(rows_in(file.read_bytes())) if file.is_file() else []
    return UnregisteredFiles({_place(row): row for row in rows if row.get("repo") and row.get("file_path")})


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    """Repository and path there; some paths begin with the repository, or with `./`."""
    repo, path = str(row["repo"]), str(row["file_path"]).removeprefix("./")
    return repo, path.removeprefix(f"{repo}/")
