"""Strays: files under `records/` that belong to no kind, which nothing would ever show."""

from collections.abc import Collection, Iterable, Iterator

from wmsgit.model.finding import Finding
from wmsgit.model.text import did_you_mean
from wmsgit.store.layout import folder_of
from wmsgit.store.strays import HIDDEN, HIDDEN_FOLDER, HIDDEN_RECORD, is_archive

CODE = "STRAY"
_ROOT = "records/"
_SETTINGS = "workspace.yaml"
_SUFFIX = ".yaml"
# Files of Git itself that may stand in any folder of a repository.
_GITS_OWN = frozenset({".gitkeep", ".gitignore", ".gitattributes"})


def stray_findings(
    paths: Iterable[str], folders: Collection[str], *, schemas_broken: bool = False
) -> Iterator[Finding]:
    """A finding for each path under `records/` that is neither a record nor the settings.

    Args:
        paths: of files, relative to the workspace, with `/`, each beginning with `records/`.
        folders: the kinds' folders, relative to `records/`.
        schemas_broken: whether a kind is missing from `folders` because its schema cannot be used: a folder
            of no kind may then be that kind's, and the broken schema is the one thing to report.
    """
    for path in paths:
        if "/." in path.rpartition("/")[0]:
            yield Finding(path, 0, 0, HIDDEN, HIDDEN_FOLDER)
            continue
        message = _message(path.removeprefix(_ROOT), folders, schemas_broken=schemas_broken)
        if message:
            yield Finding(path, 0, 0, HIDDEN if message == HIDDEN_RECORD else CODE, message)


def _message(path: str, folders: Collection[str], *, schemas_broken: bool) -> str:
    name = path.rpartition("/")[2]
    if name in _GITS_OWN or path == _SETTINGS or is_archive(f"{_ROOT}{path}"):
        return ""
    if folder_of(path, folders):
        return _name_words(name)
    if "/" not in path:
        return f"a record lies in the folder of its kind: {', '.join(sorted(folders)) or 'there is none'}"
    if schemas_broken:
        return ""
    first = path.partition("/")[0]
    return f"no kind has the folder {first!r}{did_you_mean(first, folders)}"


def _name_words(name: str) -> str:
    """Why a file of this name in a kind's folder is no record; empty where it is one."""
    stem, dot, suffix = name.rpartition(".")
    if name.endswith(_SUFFIX) and stem:
        return "" if name[0] != "." else HIDDEN_RECORD
    if dot and stem and suffix.lower() in {"yml", "yaml"}:
        return f"a record's file name ends in .yaml; did you mean {stem + _SUFFIX!r}?"
    return "not a record: a record's file name ends in .yaml"
