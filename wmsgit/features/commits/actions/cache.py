"""The cache of commits: in the Git directory, a file for each member. Losing it costs time alone."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wmsgit.disk.cache_file import load_json, save_json
from wmsgit.disk.own import OwnFolder
from wmsgit.features.commits.links import LinkedCommit, commit_of_row

FOLDER = "commits"
_FILE = "log.json"
_FORMAT = 2
_MAX_WORKS = 2_000

Work = tuple[str, str, tuple[LinkedCommit, ...], tuple[LinkedCommit, ...]]
"""How a branch's work came into the default branch, by which commit, its commits that are not there, and are there."""


@dataclass
class KnownCommits:
    """What was read of a member.

    Attributes:
        rules: what it was read by: see `MentionRules.identity`, and where a shallow clone's history ends.
        refs: the refs that it was read at.
        tips: the commits whose history has been read.
        default: the tip of the default branch at that time; empty where it was unknown.
        commits: those that name records, the newest first.
        unmerged: the ids of those that the default branch does not have.
        works: `TIP DEFAULT` → the work of a branch.
    """

    rules: list[Any]
    refs: list[Any] = field(default_factory=list)
    tips: frozenset[str] = frozenset()
    default: str = ""
    commits: tuple[LinkedCommit, ...] = ()
    unmerged: frozenset[str] = frozenset()
    works: dict[str, Work] = field(default_factory=dict)


def load(cache_dir: Path | None, name: str, rules: list[Any]) -> KnownCommits:
    """What is known of a member by these rules; nothing where there is no such file, or it is damaged."""
    try:
        value = load_json(_folder(cache_dir, name), _FILE, _key(rules))
        return KnownCommits(
            rules,
            value["refs"],
            frozenset(value["tips"]),
            str(value["default"]),
            _commits(value["commits"]),
            frozenset(value["unmerged"]),
            {
                key: (str(way), str(by), _commits(own), _commits(landed))
                for key, (way, by, own, landed) in value["works"].items()
            },
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return KnownCommits(rules)


def save(cache_dir: Path | None, name: str, known: KnownCommits) -> None:
    """Keep what is known of a member; where that cannot be done, nothing happens."""
    works = dict(list(known.works.items())[-_MAX_WORKS:])
    value = {
        "refs": known.refs,
        "tips": sorted(known.tips),
        "default": known.default,
        "commits": [commit.as_row() for commit in known.commits],
        "unmerged": sorted(known.unmerged),
        "works": {
            key: [*work[:2], *([item.as_row() for item in part] for part in work[2:])] for key, work in works.items()
        },
    }
    save_json(_folder(cache_dir, name), _FILE, _key(known.rules), value)


def _commits(rows: list[Any]) -> tuple[LinkedCommit, ...]:
    return tuple(map(commit_of_row, rows))


def _key(rules: list[Any]) -> str:
    return json.dumps([_FORMAT, rules])


def _folder(cache_dir: Path | None, name: str) -> OwnFolder | None:
    return OwnFolder(cache_dir / FOLDER / name, depth=2) if cache_dir else None
