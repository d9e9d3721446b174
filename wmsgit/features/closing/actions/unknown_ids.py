"""Unknown ids: commits that would close a record, and name one that there is not, as with a digit too few."""

from collections.abc import Iterator, Mapping

from wmsgit.features.commits.actions.read import mention_rules
from wmsgit.features.commits.links import LinkedCommit, MemberHistory
from wmsgit.features.commits.mentions import CLOSES
from wmsgit.vcs.history.commits import is_ancestor
from wmsgit.workspace.workspace import Workspace

_DAYS = 30
"""So long it is said, a judgement: nobody mends an old commit."""
_DAY_S = 86_400


def unknown_ids(ws: Workspace, histories: Mapping[str, MemberHistory], begins: Mapping[str, str]) -> Iterator[str]:
    """A line for each commit of a default branch that closes what looks like an id of the workspace, and is none.

    Args:
        ws: the workspace.
        histories: member → what its commits say.
        begins: member → the commit before which nothing counts; empty where that is unknown.
    """
    since_s = ws.now().timestamp() - _DAYS * _DAY_S
    rules, there = mention_rules(ws), {entry.id.lower() for entry in ws.index().entries()}
    for history in histories.values():
        for commit in history.commits if begins.get(history.name) else ():
            names = [name for name in _closed(commit) if name.lower() not in there and rules.numbered.fullmatch(name)]
            is_young = commit.committed_s >= since_s and history.is_merged(commit.id)
            if names and is_young and not is_ancestor(history.path, commit.id, begins[history.name]):
                yield f"{history.name}@{commit.id[:10]} closes {', '.join(names)}, which there is not"


def _closed(commit: LinkedCommit) -> list[str]:
    return [mention.id for mention in commit.mentions if mention.word == CLOSES]
