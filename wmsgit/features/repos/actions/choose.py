"""Choosing members: by name, by tag and by the state that they are in."""

from collections.abc import Sequence

from wmsgit.errors import InvalidError, NotFoundError
from wmsgit.features.repos.state_filter import fits, is_state
from wmsgit.model.member_state import MemberState
from wmsgit.model.record import Record
from wmsgit.workspace.members import is_archived, member_states, members
from wmsgit.workspace.settings import read_settings
from wmsgit.workspace.workspace import Workspace

_STALE_DAYS = 14


def chosen_members(
    ws: Workspace, words: Sequence[str] = (), tags: Sequence[str] = (), states: Sequence[str] = ()
) -> tuple[list[Record], dict[str, MemberState]]:
    """The members that are meant, and the states of them where these had to be looked at.

    Args:
        ws: the workspace.
        words: names; one that no member has may be a state, such as `dirty`.
        tags: members that carry one of these count, too.
        states: only members in all of these states.

    Raises:
        NotFoundError: when a name has no record.
        UsageError: when a state is none.
    """
    known = {record.id for record in members(ws)} if any(map(is_state, words)) else set()
    wanted = [word for word in words if is_state(word) and word not in known]
    names = [word for word in words if word not in wanted]
    chosen = members(ws, names, tags)
    wanted += states
    if not wanted:
        return chosen, {}
    now, days = ws.now(), _stale_days(ws)
    looked = {name: state for name, state in member_states(ws, chosen) if fits(state, wanted, now, days)}
    return [record for record in chosen if record.id in looked], looked


def members_in_use(
    ws: Workspace, words: Sequence[str] = (), tags: Sequence[str] = (), states: Sequence[str] = ()
) -> tuple[list[Record], str]:
    """As `chosen_members`, without those that are archived and not named; and these in a line, empty for none."""
    chosen, _ = chosen_members(ws, words, tags, states)
    archived = [record.id for record in chosen if is_archived(record) and record.id not in words]
    line = f"passed over, for it is archived: {', '.join(archived)}" if archived else ""
    return [record for record in chosen if record.id not in archived], line


def _stale_days(ws: Workspace) -> int:
    try:
        value = read_settings(ws).get("stale_days")
    except (InvalidError, NotFoundError):
        value = None
    return value if isinstance(value, int) else _STALE_DAYS
