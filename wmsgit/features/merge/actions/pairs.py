"""Pairing: a record that a side has put into another folder is one record with what the other side has of it.

Git finds the two together only where it looks for renames and the files are alike; else it says that one side
removed what the other changed, and to follow the one side would lose what the other wrote.
"""

from collections.abc import Iterable, Mapping

from wmsgit.disk.writer import remove_file, write_file
from wmsgit.errors import WmsgitError
from wmsgit.features.merge.actions.rules import rules_at
from wmsgit.features.merge.record import merge_texts
from wmsgit.model.identity import id_of_path
from wmsgit.store.files import read_file
from wmsgit.store.layout import RECORDS
from wmsgit.vcs.history.commits import find_commit, merge_base
from wmsgit.vcs.index_entries import read_index
from wmsgit.vcs.merge.unmerged import BASE, OURS, THEIRS, enter, unmerged, write_blob
from wmsgit.vcs.objects.blobs import read_for_files
from wmsgit.vcs.objects.revisions import blob_ids, tree_files
from wmsgit.workspace.workspace import Workspace

_PAIR = 2


def pair_moved(ws: Workspace) -> list[str]:
    """Merges each record that one side moved and the other changed at its new path, which is unmerged then.

    Files that a person has touched since are left alone, and so is what cannot be merged field by field.

    Returns:
        The new paths.

    Raises:
        GitError: when git fails.
    """
    torn = {path: stages for path, stages in unmerged(ws.root).items() if _is_torn(path, stages)}
    places: dict[str, list[str]] = {}
    entries = read_index(ws.root, RECORDS)
    for path in entries:
        places.setdefault(id_of_path(path).casefold(), []).append(path)
    paired = _pair_twice_moved(ws, [paths for paths in places.values() if len(paths) > 1], entries)
    for path, stages in torn.items():
        result = [place for place in places.get(id_of_path(path).casefold(), ()) if _is_kin(ws, path, place)]
        if len(result) == 1 and _pair(ws, path, stages, result[0], entries[result[0]]):
            paired += result
    return paired


def _is_torn(path: str, stages: Mapping[int, str]) -> bool:
    return path.startswith("records/") and BASE in stages and (OURS in stages) != (THEIRS in stages)


def _is_kin(ws: Workspace, path: str, place: str) -> bool:
    kinds = ws.registry.at(path), ws.registry.at(place)
    return place.endswith(".yaml") and kinds[0] is not None and kinds[0] == kinds[1]


def _pair(ws: Workspace, path: str, stages: Mapping[int, str], place: str, blob: str) -> bool:
    """Merges the two at `place`; False where they are left as they are."""
    stages = {OURS: blob, THEIRS: blob, **stages}
    texts = read_for_files(ws.root, [(item, place) for item in stages.values()])
    base, ours, theirs = (texts[stages[stage], place] for stage in (BASE, OURS, THEIRS))
    if _read(ws, place) != texts[blob, place] or _read(ws, path) not in {None, ours, theirs}:
        return False
    rules = rules_at(ws, place)
    merged = merge_texts(base, ours, theirs, rules, path=place)
    if merged.how != "fields":
        return False
    # In this order nothing is lost wherever it is broken off: the index never names two sides of an unmerged text.
    write_file(ws.root, place, merged.text)
    enter(ws.root, {place: stages}, gone=[path])
    if _read(ws, path) is not None:
        remove_file(ws.root, path)
    ws.forget_index()
    return True


def _pair_twice_moved(ws: Workspace, groups: Iterable[list[str]], entries: Mapping[str, str]) -> list[str]:
    """Merges each record that the two sides of a merge have put into two folders; gives both paths of each.

    Git's index has it then as a plain `git merge` leaves it: a person must choose its place.
    """
    pairs = [paths for paths in groups if len(paths) == _PAIR and _is_kin(ws, *paths)]
    heads = [find_commit(ws.root, name) for name in ("HEAD", "MERGE_HEAD")] if pairs else []
    base = merge_base(ws.root, heads[0], heads[1]) if pairs and heads[0] and heads[1] else None
    if base is None:
        return []
    known = {file.path: file.blob for file in tree_files(ws.root, base, (RECORDS,))}
    paired = []
    for paths in pairs:
        old = [path for path in known if id_of_path(path) == id_of_path(paths[0])]
        has = [[blob is not None for blob in blob_ids(ws.root, str(head), paths)] for head in heads]
        if (
            len(old) == 1
            and old[0] not in paths
            and has in ([[True, False], [False, True]], [[False, True], [True, False]])
        ):
            mine, yours = paths if has[0][0] else reversed(paths)
            if _pair_both(ws, (old[0], mine, yours), (known[old[0]], entries[mine], entries[yours])):
                paired += [mine, yours]
    return paired


def _pair_both(ws: Workspace, paths: tuple[str, str, str], blobs: tuple[str, str, str]) -> bool:
    """Merges a record at both of its new places; False where the files are left as they are."""
    files = read_for_files(ws.root, zip(blobs, paths, strict=True))
    texts = [files[pair] for pair in zip(blobs, paths, strict=True)]
    places = paths[1:]
    if [_read(ws, place) for place in places] != texts[1:]:
        return False
    rules = rules_at(ws, places[0])
    merged = merge_texts(texts[0], texts[1], texts[2], rules, path=places[0])
    if merged.how != "fields":
        return False
    blob = write_blob(ws.root, merged.text, places[0])
    enter(ws.root, {paths[0]: {BASE: blobs[0]}, places[0]: {OURS: blob}, places[1]: {THEIRS: blob}})
    for place in places:
        write_file(ws.root, place, merged.text)
    ws.forget_index()
    return True


def _read(ws: Workspace, path: str) -> bytes | None:
    try:
        return read_file(ws.root, path)
    except WmsgitError:
        return None
