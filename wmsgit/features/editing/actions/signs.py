"""Signs: what must be watched beside the records, for a change of it changes what everything means."""

from dataclasses import dataclass
from pathlib import Path

from wmsgit.features.check.actions.tree import SCHEMAS, SETTINGS_PATH
from wmsgit.features.drift.packs import PACK_FILE, PACKS
from wmsgit.schema.registry import SUFFIX
from wmsgit.vcs.locate import GitDirs
from wmsgit.workspace.people import MAILMAP


@dataclass(frozen=True, slots=True)
class Signs:
    """What is watched, as it is at a moment.

    Attributes:
        schemas: file name → size and time of each schema.
        settings: those of the settings.
        sources: path, size and time of what people and rules are read from beside records.
        head: the commit that is checked out, and the branch.
        config: size and time of the repository's configuration, which says where members are.
    """

    schemas: tuple[tuple[str, int, int], ...]
    settings: tuple[int, int]
    sources: tuple[tuple[str, int, int], ...]
    head: tuple[str, str]
    config: tuple[int, int]


def signs_of(root: Path, dirs: GitDirs | None) -> Signs:
    """The signs of a workspace, as they are now."""
    from wmsgit.vcs.refs import read_branch, read_head

    folder = root / SCHEMAS
    names = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    packs = sorted(root.glob(f"{PACKS}/*/{PACK_FILE}"))
    head = (read_head(dirs) or "", read_branch(dirs)) if dirs else ("", "")
    return Signs(
        tuple((path.name, *_size_and_time(path)) for path in names),
        _size_and_time(root / SETTINGS_PATH),
        tuple((str(path), *_size_and_time(path)) for path in (root / MAILMAP, *packs)),
        head,
        _size_and_time(dirs.common_dir / "config") if dirs else (-1, 0),
    )


def is_source(path: str) -> bool:
    """Whether people or rules are read from a file beside records: a mailmap, a pack."""
    return path == MAILMAP or (path.startswith(f"{PACKS}/") and path.endswith(f"/{PACK_FILE}"))


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (-1, 0)
    return status.st_size, status.st_mtime_ns
