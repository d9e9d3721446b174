"""Sums: how many commits of members some records have, for lists in which one line must do.

Only what is new in the members since the last look is read, see `read`; without members nothing is loaded.
"""

from collections.abc import Collection, Iterable

from wmsgit.errors import WmsgitError
from wmsgit.features.commits.actions.presence import has_members
from wmsgit.workspace.workspace import Workspace


def commit_sums(ws: Workspace, ids: Collection[str], *, with_parts: bool = False) -> dict[str, str]:
    """Id → its commits in words, such as `api 2, lib 1 (1 not merged)`, of those of these records that have any.

    With `with_parts` those of a record's parts count, too, which is asked for each of them: for few records.
    At a revision there are none, for members have no past of the plane's; what cannot be read is left out.
    """
    if not ids or ws.history_start is not None or not has_members(ws):
        return {}
    from wmsgit.features.commits.actions.of_record import rows_for
    from wmsgit.features.commits.actions.read import member_histories

    try:
        families = {name: [name, *(_parts(ws, name) if with_parts else ())] for name in ids}
        histories = member_histories(ws, ids={name for family in families.values() for name in family})
    except WmsgitError:
        return {}
    result = {}
    for name, family in families.items():
        rows = (row for item in histories for each in family for row in rows_for(item, each))
        merged = {(row.repo, row.commit.id): row.is_merged for row in rows}
        result[name] = _in_words((repo, is_merged) for (repo, _), is_merged in merged.items())
    return {name: words for name, words in result.items() if words}


def _parts(ws: Workspace, name: str) -> list[str]:
    from wmsgit.features.records.actions.parts import parts_of

    return [part.id for part in parts_of(ws, ws.locate(name, exact=True))]


def _in_words(commits: Iterable[tuple[str, bool | None]]) -> str:
    """Commits, each by its repository and whether it is merged, which may be unknown."""
    counts: dict[str, int] = {}
    unmerged = unknown = 0
    for repo, is_merged in commits:
        counts[repo] = counts.get(repo, 0) + 1
        unmerged += is_merged is False
        unknown += is_merged is None
    remarks = [f"{unmerged} not merged"] if unmerged else []
    remarks += [f"{unknown} unknown whether merged"] if unknown else []
    listed = ", ".join(f"{repo} {count}" for repo, count in sorted(counts.items()))
    return f"{listed} ({', '.join(remarks)})" if remarks else listed
