"""CODEOWNERS of members: the placements of each in the file that its host reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from wmsgit.disk.folder import read_plain
from wmsgit.disk.writer import write_file
from wmsgit.features.exchange.codeowners import PLACES, as_owner, codeowners, with_lines
from wmsgit.model.record import Record
from wmsgit.model.text import edited
from wmsgit.workspace.member_places import member_places
from wmsgit.workspace.members import members
from wmsgit.workspace.workspace import Workspace

_PLACEMENT, _PERSON = "placement", "person"
FileState = Literal["written", "unchanged", "stale"]


@dataclass(frozen=True, slots=True)
class OwnersFile:
    """The file of one member.

    Attributes:
        repo: the member.
        path: the file, relative to the member.
        state: what became of it; None where the member is not on this machine.
        lines: what stands between the marks.
        problems: what could not be said.
    """

    repo: str
    path: str
    state: FileState | None
    lines: tuple[str, ...]
    problems: tuple[str, ...]


def export_codeowners(ws: Workspace, names: Sequence[str] = (), *, is_check: bool = False) -> Iterator[OwnersFile]:
    """Keep the marked lines of each member's CODEOWNERS, and leave the commit to the user.

    Args:
        ws: the workspace.
        names: the members; all when empty, of which those without owners and without a file are left out.
        is_check: whether nothing is written.

    Raises:
        NotFoundError: when a name has no record.
        GitError: when no command goes to a member that is named.
    """
    records = members(ws, names)
    for record, place in zip(records, member_places(ws, records), strict=True):
        lines, problems = _said_of(ws, record)
        if not names and not lines and not problems:
            continue
        if place.is_vacant or (place.refusal and not names):
            yield OwnersFile(record.id, PLACES[0], None, tuple(lines), tuple(problems))
            continue
        top = place.require()
        present = {path: text for path in PLACES if (text := read_plain(top, path)) is not None}
        path = next(iter(present), PLACES[0])
        before = present.get(path, b"")
        after = edited(before, partial(with_lines, lines=lines))
        state: FileState = "unchanged" if after == before else "stale" if is_check else "written"
        if state == "written":
            write_file(top, path, after)
        yield OwnersFile(record.id, path, state, tuple(lines), tuple(problems))


def _said_of(ws: Workspace, repo: Record) -> tuple[list[str], list[str]]:
    placements: list[Record] = []
    if ws.registry.has(_PLACEMENT):
        kind = ws.kind(_PLACEMENT)
        records = ws.index([kind.name]).documents(kind, order=["id"])
        placements = [item for item in records if item.data.get("status") == "active" and _is_of(item, repo.id)]
    owners = map(str, repo.data.get("owners") or ())
    return codeowners((item.data for item in placements), owners, partial(_at_host, ws, _host_of(repo)))


def _host_of(repo: Record) -> str:
    """The word by which people's names at the repository's host are kept."""
    return "gitlab" if any("gitlab" in str(url) for url in repo.data.get("urls") or ()) else "github"


def _at_host(ws: Workspace, host: str, name: str) -> str:
    """An owner as the host knows it: as it stands, else the handle or the address of the person of that name."""
    person = ws.people.known(name)
    if as_owner(name) or not person or not ws.registry.has(_PERSON):
        return as_owner(name)
    data = next((item.data for item in ws.index([_PERSON]).documents(ws.kind(_PERSON), ids=[person])), {})
    handle = (data.get("handles") or {}).get(host)
    return as_owner(f"@{handle}" if handle else next(iter(data.get("emails") or ()), ""))


def _is_of(placement: Record, repo: str) -> bool:
    return bool(placement.data.get("correct_repo") == repo)
