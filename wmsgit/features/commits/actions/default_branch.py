"""Default branches: where a member's work counts as merged, which is said where it is unknown and never guessed."""

from pathlib import Path

from wmsgit.errors import WmsgitError
from wmsgit.features.commits.links import DefaultBranch
from wmsgit.model.record import Record
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.locate import repository_at
from wmsgit.vcs.member_refs import MemberRefs, member_refs
from wmsgit.vcs.remote_urls import same_repository

_ORIGIN = "origin"


def default_branch(record: Record, path: Path, refs: MemberRefs) -> DefaultBranch:
    """The default branch of a member: of its record, else the one that its remote is on.

    With several remotes, the one that the record's `urls` name counts, else `origin`.

    Raises:
        GitError: when the member's configuration cannot be read.
    """
    remote, problem = _remote(record, path, refs)
    if problem:
        return DefaultBranch(problem=problem)
    name = str(record.data.get("default_branch") or refs.remote_heads.get(remote, ""))
    if not name:
        return DefaultBranch(remote=remote, problem=f"its default branch is unknown: {_hint(record.id)}")
    commit = refs.remotes.get(f"{remote}/{name}", "") if remote else refs.heads.get(name, "")
    if commit:
        return DefaultBranch(name, commit, remote)
    where = f"{remote} has no branch {name}, as last fetched" if remote else f"it has no branch {name}"
    return DefaultBranch(name, "", remote, f"{where}: {_hint(record.id)}")


def branch_of_clone(name: str, path: Path) -> DefaultBranch:
    """The default branch of a clone that is to become a member, as far as the clone says it.

    That is the branch that its remote is on, or the only branch that there is.
    """
    try:
        dirs = repository_at(path)
        refs = member_refs(dirs) if dirs else MemberRefs({}, {}, {})
        branch = default_branch(Record("repo", name, {}, ""), path, refs)
        candidates = [item.removeprefix(f"{branch.remote}/") for item in refs.remotes] or list(refs.heads)
        if branch.commit or len(candidates) != 1:
            return branch
        return default_branch(Record("repo", name, {"default_branch": candidates[0]}, ""), path, refs)
    except (WmsgitError, OSError) as error:
        return DefaultBranch(problem=str(error))


def _hint(name: str) -> str:
    return f"'wmsgit repo set {name} default_branch=BRANCH' says which it is"


def _remote(record: Record, path: Path, refs: MemberRefs) -> tuple[str, str]:
    """The remote that counts, empty for none; and why that is unknown."""
    beginnings = {name.partition("/")[0] for name in (*refs.remotes, *refs.remote_heads)}
    if len(beginnings) < 2:  # noqa: PLR2004 - a single one needs no choice
        return "".join(beginnings), ""
    config = GitConfig(path)
    urls = {
        name.removeprefix("remote.").removesuffix(".url"): config.get_all(name)
        for name in config.names("remote.")
        if name.endswith(".url")
    }
    known = {name: values for name, values in urls.items() if any(ref.startswith(f"{name}/") for ref in refs.remotes)}
    wanted = [str(url) for url in record.data.get("urls") or ()]
    fitting = [name for name, values in known.items() if same_repository(values, wanted, path.parent, {})]
    chosen = fitting[:1] or [name for name in known if name == _ORIGIN] or (list(known) if len(known) == 1 else [])
    if chosen:
        return chosen[0], ""
    listed = ", ".join(sorted(known)) or ", ".join(sorted(beginnings))
    return "", f"it has several remotes ({listed}), and none is among the record's urls"
