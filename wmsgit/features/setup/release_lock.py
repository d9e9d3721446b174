"""The lock that a host's workflow installs from: what wmsgit needs, by hash, and the wmsgit that the user names."""

import re
from dataclasses import dataclass
from pathlib import Path

from wmsgit.errors import UsageError
from wmsgit.model.version import __version__

_LOCK = "run.txt"
_NAME = "wmsgit"
_RELEASE = re.compile(r"wmsgit==(?P<release>[0-9][A-Za-z0-9.!+]*)(?P<hashes>(?:\s+--hash=sha256:[0-9a-f]{64})*)")
_ARCHIVE = re.compile(r"(?:wmsgit @ )?(?P<url>https://[^\s#\"'`$\\;]+\.whl)#sha256=(?P<digest>[0-9a-f]{64})")
_COMMIT = re.compile(r"(?:wmsgit @ )?(?P<url>git\+https://[^\s#\"'`$\\;@]+@[0-9a-f]{40})")
_HINT = (
    "give 'wmsgit==1.2 --hash=sha256:...', 'https://host/wmsgit-1.2-py3-none-any.whl#sha256=...'"
    " or 'git+https://host/wmsgit@<the commit, 40 digits>'"
)


@dataclass(frozen=True, slots=True)
class PinnedRelease:
    """The wmsgit to install: its line of the lock, or the commit that it is built from.

    Attributes:
        line: the line of the lock, with hashes; empty where it is built from a commit.
        source: the commit's address as pip knows it (`git+https://...@<commit>`), or empty.
        has_hash: whether exactly what was named is installed; without, pip refuses the lock.
    """

    line: str
    source: str
    has_hash: bool


def pinned_release(spec: str | None) -> PinnedRelease:
    """The wmsgit that a user's `--install SPEC` names; this release, whose hash only its index knows, without.

    Raises:
        UsageError: when it is none of the three forms, or a release without a hash.
    """
    if spec is None:
        return PinnedRelease(f"{_NAME}=={__version__}", "", has_hash=False)
    text = spec.strip()
    if (release := _RELEASE.fullmatch(text)) and release["hashes"]:
        return PinnedRelease(" ".join(text.split()), "", has_hash=True)
    if archive := _ARCHIVE.fullmatch(text):
        return PinnedRelease(f"{_NAME} @ {archive['url']} --hash=sha256:{archive['digest']}", "", has_hash=True)
    if commit := _COMMIT.fullmatch(text):
        return PinnedRelease("", commit["url"], has_hash=True)
    raise UsageError("this does not pin one wmsgit by its hash or commit", where="--install", hint=_HINT)


def lock_text(release: PinnedRelease) -> str:
    """The lock: everything that wmsgit imports, with hashes, and wmsgit itself unless it is built from a commit."""
    head = "# What the workflow installs, by hash. Made by `wmsgit ci`, which makes it anew with a later release.\n"
    lines = _packaged_lock().read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith("#"))
    return f"{head}{kept}{release.line}\n" if release.line else head + kept


def _packaged_lock() -> Path:
    """The lock that comes with this release: inside the installed package, or beside its source."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "_requirements" / _LOCK
    return inside if inside.is_file() else package.parent / "requirements" / _LOCK
