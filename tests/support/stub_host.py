"""A program named `gh`, `glab` or `tea` for PATH, which answers in the shapes that the real ones print.

No test has met a host: the shapes are those of the programs' documentation (`gh pr list --json`, GitLab's REST API for
merge requests, `tea pulls list --output json`), replayed from a file beside the program, which it
changes as a host would.
"""

import fcntl
import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SCRIPT = """\
#!{python} -IS
import sys
sys.path.insert(0, {folder!r})
from stub_host import answer
answer({name!r}, {state!r})
"""


def install(name: str, folder: "Path") -> "Path":
    """Put the program into a folder; gives the file with its pull requests, by repository."""
    folder.mkdir(exist_ok=True)
    state = folder / f"{name}.json"
    state.write_text(json.dumps({"requests": {}, "calls": []}))
    program = folder / name
    own = os.path.dirname(__file__)  # noqa: PTH120
    text = _SCRIPT.format(python=sys.executable, folder=own, name=name, state=str(state))
    program.write_text(text)
    program.chmod(0o755)
    return state


def answer(name: str, state: str) -> None:
    """What the program prints for its arguments."""
    words = sys.argv[1:]
    options = dict(word[2:].split("=", 1) for word in words if word.startswith("--") and "=" in word)
    lock = os.open(f"{state}.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)  # several ask at once; the end of this process lets go
    with open(state) as file:  # noqa: PTH123 - pathlib takes as long to import as all else together
        known = json.loads(file.read())
    known["calls"].append({"words": words, "cwd": os.getcwd()})  # noqa: PTH109
    if known.get("offline"):
        sys.exit("cannot reach the host")
    rows = known["requests"].setdefault(options["repo"].removeprefix("https://"), [])
    body = sys.stdin.read() if options.get("body-file") == "-" else options.get("description", "")
    if "list" in words:
        print(json.dumps([_SHAPES[name](row) for row in rows]))
    elif "view" in words:
        print(json.dumps(_SHAPES[name](next(row for row in rows if str(row["number"]) in words))))
    elif "create" in words:
        names = ("source-branch", "target-branch") if name == "glab" else ("head", "base")
        branch, base = (options[key] for key in names)
        number = 7 + len(rows)
        url = f"https://{options['repo'].removeprefix('https://')}/pull/{number}"
        rows.insert(0, {"number": number, "url": url, "title": options["title"], "body": body})
        rows[0] |= {"branch": branch, "base": base}
        print(f"Creating it\n{url}")
    else:
        row = next(row for row in rows if str(row["number"]) in words)
        row |= {"title": options["title"], "body": body}
        print(row["url"])
    with open(state, "w") as file:  # noqa: PTH123
        file.write(json.dumps(known))


def _github(row: dict) -> dict:
    return {
        "number": row["number"], "url": row["url"], "title": row["title"], "body": row["body"].replace("\n", "\r\n"),
        "state": row.get("state", "OPEN"), "isDraft": False, "headRefName": row["branch"], "baseRefName": row["base"],
        "reviewDecision": row.get("review", "REVIEW_REQUIRED"), "author": {"login": "ann", "is_bot": False},
        "statusCheckRollup": row.get("checks", [
            {"__typename": "CheckRun", "name": "test", "status": "COMPLETED", "conclusion": "SUCCESS"},
            {"__typename": "CheckRun", "name": "lint", "status": "IN_PROGRESS", "conclusion": ""},
            {"__typename": "StatusContext", "context": "ci/old", "state": "SUCCESS"},
        ]),
        "reviewRequests": [{"__typename": "User", "login": "bob"}], "createdAt": "2026-01-02T10:00:00Z",
        "updatedAt": "2026-01-02T11:00:00Z", "headRefOid": row.get("tip", ""),
        "mergeCommit": {"oid": row["merged_as"]} if row.get("merged_as") else None,
    }  # fmt: skip


def _gitlab(row: dict) -> dict:
    return {
        "iid": row["number"], "web_url": row["url"], "title": row["title"], "description": row["body"], "draft": False,
        "state": row.get("state", "opened"), "source_branch": row["branch"], "target_branch": row["base"],
        "detailed_merge_status": row.get("review", "not_approved"), "author": {"username": "ann"},
        "reviewers": [{"username": "bob"}], "head_pipeline": {"status": row.get("checks", "running")},
        "created_at": "2026-01-02T10:00:00.000Z", "updated_at": "2026-01-02T11:00:00.000Z",
        "sha": row.get("tip", ""), "merge_commit_sha": None, "squash_commit_sha": row.get("merged_as"),
    }  # fmt: skip


def _forgejo(row: dict) -> dict:
    return {
        "index": str(row["number"]), "state": row.get("state", "open"), "author": "ann", "url": row["url"],
        "title": row["title"], "body": row["body"], "base": row["base"], "head": row["branch"],
        "created": "2026-01-02T10:00:00Z", "updated": "2026-01-02T11:00:00Z",
    }  # fmt: skip


_SHAPES = {"gh": _github, "glab": _gitlab, "tea": _forgejo}
