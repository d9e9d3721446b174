"""Planning: what is to be made for a record, and everything that is against it, before anything is done."""

from collections.abc import Iterator
from pathlib import Path

from wmsgit.errors import ConflictError, InvalidError
from wmsgit.features.branches.actions.places import checked_out, repos_of, worktree_folder
from wmsgit.features.branches.plan import MODES, BranchPlan, Mode
from wmsgit.features.commits.actions.default_branch import default_branch
from wmsgit.features.commits.links import ARCHIVED, NOT_HERE, DefaultBranch
from wmsgit.features.commits.naming import TEMPLATE, branch_name
from wmsgit.features.sessions.actions.current import all_noted
from wmsgit.model.record import Record
from wmsgit.model.text import first_lines
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.locate import GitDirs, main_worktree, repository_at
from wmsgit.vcs.member_refs import MemberRefs, member_refs
from wmsgit.vcs.refs import read_branch, read_head
from wmsgit.vcs.write.branches import worktree_state
from wmsgit.workspace.member_places import MemberPlace, member_places
from wmsgit.workspace.members import is_archived, map_in_threads, members
from wmsgit.workspace.place import Place
from wmsgit.workspace.settings import governing
from wmsgit.workspace.workspace import Workspace

_SETTING = "wmsgit.start"
_MANY = 20


def mark_of(branch: str) -> str:
    """The setting of a member's configuration that says for which record wmsgit made a branch."""
    return f"branch.{branch}.wmsgit"


def usual_mode(ws: Workspace) -> Mode:
    """What `start` makes when it is not told: `git config wmsgit.start`, nothing by default.

    Raises:
        InvalidError: when the setting is another word.
    """
    text = ws.config.get(_SETTING) or "none" if ws.dirs else "none"
    mode = next((mode for mode in MODES if mode == text), None)
    if mode is None:
        raise InvalidError(f"{text!r} is not one of none, branch, worktree", where=f"git config {_SETTING}")
    return mode


def plan_branches(ws: Workspace, place: Place, mode: Mode, *, switches: bool = False) -> list[BranchPlan]:
    """The branches to make for a record, one in each of its repositories.

    Raises:
        ConflictError: naming everything that is in the way; nothing is made then.
    """
    if mode == "none":
        return []
    names = repos_of(ws, place)
    name = record_branch(ws, place)
    records = members(ws, names)
    folder = worktree_folder(ws, place.id) if mode == "worktree" else None
    pairs = list(zip(records, member_places(ws, records), strict=True))
    looked = map_in_threads(pairs, lambda pair: _Member(ws, *pair, name, place.id, folder, switches=switches).plan())
    reasons = [line for plan, lines in looked for line in lines]
    if reasons:
        raise ConflictError(f"no branch was made for {place.id}", details=first_lines(reasons, _MANY))
    return [plan for plan, _ in looked if plan]


def record_branch(ws: Workspace, place: Place) -> str:
    """The name of a record's branch, as the settings have it.

    Raises:
        InvalidError: when the template in the settings cannot be used.
    """
    template = governing(ws, "branches").get("branches", {}).get("template")
    kind = ws.kind(place.kind)
    title = ws.record(place).data.get(kind.argument, "") if kind.argument not in {"", "id"} else ""
    return branch_name(str(template or TEMPLATE), place.id, str(title), ws.actor())


class _Member:
    """One member, with what is to be made in it."""

    def __init__(
        self,
        ws: Workspace,
        record: Record,
        place: MemberPlace,
        branch: str,
        record_id: str,
        folder: Path | None,
        *,
        switches: bool,
    ) -> None:
        self.ws, self.record, self.place = ws, record, place
        self.branch, self.record_id, self.switches = branch, record_id, switches
        self.folder = folder / record.id if folder else None

    def plan(self) -> tuple[BranchPlan | None, list[str]]:
        """The plan, or why there is none."""
        name, path = self.record.id, self.place.path
        if is_archived(self.record):
            return None, [
                f"{name}: {ARCHIVED}, and nothing is begun there ('wmsgit repo set {name} archived=' mends that)"
            ]
        if self.place.refusal or self.place.is_vacant:
            reason = self.place.refusal or f"{NOT_HERE} ('wmsgit setup --clone {name}' may bring it)"
            return None, [f"{name}: {reason}"]
        dirs = repository_at(path)
        if dirs is None:
            return None, [f"{name}: {path} is not a Git repository with files"]
        refs = member_refs(dirs)
        default = default_branch(self.record, path, refs)
        if not default.commit:
            return None, [f"{name}: {default.problem}"]
        return self._planned(main_worktree(dirs) or dirs.worktree, dirs, refs, default)

    def _planned(
        self, top: Path, dirs: GitDirs, refs: MemberRefs, default: DefaultBranch
    ) -> tuple[BranchPlan | None, list[str]]:
        there = refs.remotes.get(f"{default.remote}/{self.branch}", "") if default.remote else ""
        is_own = self.branch in refs.heads and GitConfig(top).get(mark_of(self.branch)) == self.record_id
        on = dict(checked_out(dirs))
        reasons = [f"{self.record.id}: {line}" for line in self._against(top, refs, on, is_own=is_own)]
        has_worktree = self.folder is not None and is_own and self.branch in on
        plan = BranchPlan(
            self.record_id,
            self.record.id,
            str(top),
            self.branch,
            refs.heads.get(self.branch, "") or there or default.commit,
            f"{default.remote}/{self.branch}" if there and self.branch not in refs.heads else "",
            str(on[self.branch] if has_worktree else self.folder or ""),
            is_own,
            has_worktree,
            self.switches and on.get(self.branch) != top,
            read_branch(dirs) or read_head(dirs) or "",
        )
        return plan, reasons

    def _against(self, top: Path, refs: MemberRefs, on: dict[str, Path], *, is_own: bool) -> Iterator[str]:
        if self.branch in refs.heads and not is_own:
            yield f"there is a branch {self.branch} already, which was not made by wmsgit"
        parts = [
            name for name in refs.heads if name.startswith(f"{self.branch}/") or self.branch.startswith(f"{name}/")
        ]
        if parts:
            yield f"the branch {parts[0]} does not leave room for {self.branch}"
        folder = self.folder
        if folder and not (is_own and self.branch in on) and folder.exists() and not _is_empty(folder):
            yield f"there is something in {folder} already"
        if self.switches:
            yield from self._against_switching(top)

    def _against_switching(self, top: Path) -> Iterator[str]:
        if not worktree_state(top).is_clean:
            yield f"{top} has changes that are in no commit"
        own = self.ws.chosen_session
        others = [
            noted.id
            for noted in all_noted(self.ws)
            if not noted.ended and str(top.resolve()) in noted.places and noted.id != own
        ]
        if others:
            yield f"the session {others[0]} works in {top}"


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())
