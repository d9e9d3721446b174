"""Words of the older system's command line, and what leads on from them; `wmsgit.cli.words` has them in its table."""

from collections.abc import Mapping

OLDER_WORDS: Mapping[str, str] = {
    "bastard": "wmsgit task review ID --type plan|completion; wmsgit task show ID has the grades",
    "governance": "wmsgit task review ID, wmsgit check, or wmsgit drift scan",
    "workflow": "gates in records/workspace.yaml, and wmsgit task start|complete ID",
    "workflows": "gates in records/workspace.yaml, and wmsgit task start|complete ID",
    "scale": "scale in records/workspace.yaml, by which wmsgit task review ID goes",
    "violation": "wmsgit drift list, or wmsgit issue list",
    "violations": "wmsgit drift list, or wmsgit issue list",
    "component": "wmsgit placement list",
    "components": "wmsgit placement list",
    "register": "wmsgit placement add NAME, or wmsgit repo add PATH",
    "validate": "wmsgit check, or wmsgit drift scan",
    "rules": "wmsgit drift explain RULE, and the rules of wmsgit adr show ID",
    "handover": "wmsgit session handoff",
    "housekeeping": "wmsgit status, and wmsgit check",
    "backup": "git push; every record is a file of the repository",
    "migrate": "wmsgit import json DIR, or wmsgit import sqlite FILE",
    "switch": "wmsgit context set REPO",
}
"""First word → the command lines of today."""

OLDER_OPTIONS: Mapping[str, tuple[str, ...]] = {"--notes": ("--message",)}
"""Options that have another name now, where a command has that and not the option itself."""

OLDER_OPTION_HINTS: Mapping[str, str] = {
    "--users": "how many users there are is one setting: scale.users in records/workspace.yaml",
    "--solution": "say it in --description: wmsgit task review ID reads it",
    "--repo-path": "wmsgit repo add PATH knows where a repository is",
}
"""Options that are gone → what is there instead."""
