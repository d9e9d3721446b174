"""Pairing: a record that one side has put into another folder and the other side has changed is one record.

Git finds the two together only where it looks for renames and the files are alike; else it says that one side
removed what the other changed, and to follow the one side would lose what the other wrote.
"""

from collections.abc import Mapping

from wmsgit.errors import WmsgitError
from wmsgit.merge.record import Rules, merge_texts
from wmsgit.model.identity import id_of_path
from wmsgit.store.files import read_file, remove_file, write_atomically
from wmsgit.vcs.blobs import read_blobs
from wmsgit.vcs.index_entries import read_index
from wmsgit.vcs.merge_file import GitTextMerge
from wmsgit.vcs.unmerged import BASE, OURS, THEIRS, enter, unmerged
from wmsgit.workspace.workspace import Workspace


def pair_moved(ws: Workspace) -> list[str]:
    """Merges each record that one side moved and the other changed at its new path, which is unmerged then.

    Files that a person has touched since are left alone, and so is what cannot be merged field by field.

    Returns:
        The new paths.

    Raises:
        GitError: when git fails.
    """
    torn = {path: stages for path, stages in unmerged(ws.root).items() if _is_torn(path, stages)}
    if not torn:
        return []
    places: dict[str, list[str]] = {}
    entries = read_index(ws.root, "records")
    for path in entries:
        places.setdefault(id_of_path(path).casefold(), []).append(path)
    paired = []
    for path, stages in torn.items():
        found = [place for place in places.get(id_of_path(path).casefold(), ()) if _is_kin(ws, path, place)]
        if len(found) == 1 and _pair(ws, path, stages, found[0], entries[found[0]]):
            paired += found
    return paired


def _is_torn(path: str, stages: Mapping[int, str]) -> bool:
    return path.startswith("records/") and BASE in stages and (OURS in stages) != (THEIRS in stages)


def _is_kin(ws: Workspace, path: str, place: str) -> bool:
    kinds = ws.registry.at(path), ws.registry.at(place)
    return place.endswith(".yaml") and kinds[0] is not None and kinds[0] == kinds[1]


def _pair(ws: Workspace, path: str, stages: Mapping[int, str], place: str, blob: str) -> bool:
    """Merges the two at `place`; False where they are left as they are."""
    stages = {OURS: blob, THEIRS: blob, **stages}
    texts = dict(read_blobs(ws.root, dict.fromkeys(stages.values())))
    base, ours, theirs = (texts[stages[stage]] for stage in (BASE, OURS, THEIRS))
    if _read(ws, place) != texts[blob] or _read(ws, path) not in {None, ours, theirs}:
        return False
    rules = Rules.of(ws.registry.at(place), GitTextMerge())
    merged = merge_texts(base, ours, theirs, rules, record_id=id_of_path(place))
    if merged.how != "fields":
        return False
    # In this order nothing is lost wherever it is broken off: the index never names two sides of an unmerged text.
    write_atomically(ws.root / place, merged.text)
    enter(ws.root, place, stages, gone=path)
    if _read(ws, path) is not None:
        remove_file(ws.root / path)
    ws.forget_index()
    return True


def _read(ws: Workspace, path: str) -> bytes | None:
    try:
        return read_file(ws.root, path)
    except WmsgitError:
        return None
