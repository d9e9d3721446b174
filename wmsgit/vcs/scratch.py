"""Scratch repositories: an empty one in a temporary folder, for commands that want one around them."""

from pathlib import Path

_SHA256 = "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n"


def make_scratch(top: Path, *, is_sha256: bool = False) -> Path:
    """Makes an empty repository whose worktree is an empty folder; gives its Git directory.

    It has the three things that Git asks for (gitrepository-layout), and nothing of a template or of this machine.
    """
    git_dir = top / ".git"
    for name in ("objects/info", "refs/heads"):
        (git_dir / name).mkdir(parents=True)
    (git_dir / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    if is_sha256:
        (git_dir / "config").write_text(_SHA256, encoding="utf-8")
    return git_dir
