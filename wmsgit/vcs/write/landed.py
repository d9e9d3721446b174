"""Whether a commit has landed: what HEAD says, whatever git has said."""

from pathlib import Path

from wmsgit.vcs.locate import GitDirs
from wmsgit.vcs.process import nul_split, read_git

_LOG = ("-c", "log.showSignature=false", "log", "-z", "--first-parent", "--reverse", "--format=%H%x00%P%x00%B")
_FIELDS = 3


def landed_commit(root: Path, base: str | None, head: str | None, trailer: str = "") -> str:
    """The commit on the way from `base` to `head` that was made upon `base`; empty when there is none.

    Args:
        root: the top of the worktree.
        base: what HEAD was before; None when there was no commit yet.
        head: what it is now.
        trailer: a line that its message has; empty for any.
    """
    if not head or head == base:
        return ""
    fields = nul_split(read_git(root, *_LOG, f"{base}..{head}" if base else head, "--", accept=(0, 128)))
    for start in range(0, len(fields) - 2, _FIELDS):
        commit, parents, message = fields[start : start + _FIELDS]
        if parents.partition(" ")[0] == (base or "") and (not trailer or trailer in message.splitlines()):
            return commit
    return ""


def commit_in_reflog(dirs: GitDirs, base: str | None) -> str:
    """The newest commit that HEAD was moved to from `base`, by HEAD's own log; empty when it does not say.

    A line is `OLD NEW NAME <EMAIL> TIME ZONE<TAB>WHAT` (gitrepository-layout, `logs`).
    """
    try:
        lines = (dirs.git_dir / "logs" / "HEAD").read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return ""
    for line in reversed(lines):
        ids, _, what = line.partition("\t")
        old, _, rest = ids.partition(" ")
        if what.startswith("commit") and (old == base or (base is None and not old.strip("0"))):
            return rest.partition(" ")[0]
    return ""
