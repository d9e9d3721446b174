"""The transcripts in the documentation: what goes before each is set up, its commands are run, its answers compared.

`python tests/project/transcripts.py` writes anew those that no longer say what the program does.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
HOME = "/home/ann"
_BLOCK = re.compile(r"^(`{3,})console\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)$", re.MULTILINE)
_CHANGING = [
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{7,40}\b|\b[a-f]{7,40}\b"), "#"),
    (re.compile(r"\b20\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?"), "DAY"),
    (re.compile(r"\b(?:now|\d+ (?:s|min|h|d))\b *"), "AGE "),
    (re.compile(r" +|─+"), " "),  # columns are as wide as what changes
]

_GITCONFIG = """
[init]
defaultBranch = main
[user]
name = Ann
email = ann@example.org
[maintenance]
auto = false
"""

PLANE = """
wmsgit init -q plane 2>/dev/null || wmsgit init plane 2>/dev/null
cd plane
"""
MEMBER = """
member() { git init -q ../$1; mkdir -p "$(dirname "../$1/$2")"; printf '%b' "$3" >"../$1/$2"; git -C ../$1 add -A
    git -C ../$1 commit -qm "${4:-first $1}"; }
"""

STAGES: Mapping[str, Sequence[str]] = {
    "README.md": [
        PLANE + "git init -q ../core; git -C ../core commit -q --allow-empty -m First\nwmsgit repo add ../core"
    ],
    "docs/day.md": [
        PLANE + MEMBER + r"""
member api 'a b.py' 'a = 1\n'; member lib l 'l\n'; member web v 'v\n'
wmsgit repo add ../api ../lib ../web
wmsgit task add "Rotate keys" --repo api next_step="Ask Bo"
""",
        r"""
wmsgit task start 1 assigned_to=@me
printf 'a = 2\n' >'../api/c d.py'; git -C ../api add -A; git -C ../api commit -qm "Add c"
printf 'a = 3\n' >'../api/a b.py'; git -C ../api commit -qam "Change a"
printf 'w\n' >../web/w; git -C ../web add -A; git -C ../web commit -qm Web; printf 'x\n' >../web/w
wmsgit adr add "Use age" decision=age status=accepted; wmsgit issue add Leak issue_type=governance severity=HIGH
wmsgit session end -m "Ask Bo for the passphrase"
""",
        r"""
cd ..; rm -rf plane; wmsgit init plane 2>/dev/null; cd plane
wmsgit repo add ../api ../lib ../web
wmsgit task add "Rotate the signing keys" --priority HIGH
wmsgit task add "Publish the new keys" dependencies=WS-TASK-001
""",
        r"""
cd ../api; printf 'x\n' >x; git add x; printf 'y\n' >>'a b.py'; printf 'z\n' >z; git stash -q
printf 'x\n' >x; git add x; printf 'y\n' >>'a b.py'; printf 'z\n' >z; cd ../plane
""",
        r"""
wmsgit placement add KeyVault component_type=class correct_repo=api rationale=Keys
wmsgit task add "The login page forgets" assigned_repo=web --repo web
""",
        r"""
cd ..; rm -rf plane; wmsgit init plane 2>/dev/null; cd plane
wmsgit task add "Rotate the signing keys"
printf 'gates:\n  task:\n    start:\n      review: {type: plan, grade: B}\n' >>records/workspace.yaml
wmsgit save
""",
    ],
    "docs/exchange.md": [
        PLANE + r"""
git init -q ../adr
printf '# 1. Use Postgres\n\nDate: 2026-01-02\n\n## Status\n\nAccepted\n\n## Decision\n\nPostgres.\n' \
    >../adr/0001-use-postgres.md
printf '# 2. Use a queue\n\n## Status\n\nAccepted\n\n## Context\n\nSpikes, see ADR-0001.\n\n## Decision\n\nA queue.\n' \
    >../adr/0002-use-a-queue.md
git -C ../adr add -A; git -C ../adr commit -qm Decide
cat >../issues.json <<'END'
[{"number": 7, "title": "Rotate the keys", "body": "After #8.", "state": "open", "labels": [],
  "assignees": [{"login": "ann"}], "html_url": "https://github.com/acme/api/issues/7",
  "created_at": "2026-01-02T03:04:05Z"},
 {"number": 8, "title": "Keys leak", "body": "", "state": "open", "labels": [{"name": "bug"}], "assignees": [],
  "html_url": "https://github.com/acme/api/issues/8",
  "created_at": "2026-01-02T03:04:05Z"},
 {"number": 9, "title": "Mend it", "state": "open", "pull_request": {}, "html_url": "https://github.com/acme/api/pull/9"}]
END
printf 'Summary,State,Key,Points\nRotate the keys,Done,3,5\nPublish them,To do,4,\n' >../tasks.csv
""",
        "",
        "",
        "",
        "",
    ],
    "docs/review.md": [
        PLANE + r"""
wmsgit adr add "Keys live in the vault" status=accepted decision="Every service reads its keys from the vault."
wmsgit task add "Rotate the signing keys"; wmsgit task add "Publish the new keys" dependencies=WS-TASK-001
git switch -qc keys
wmsgit adr add "Keys live in the keyring" supersedes=ADR-001 status=proposed \
    decision="Every service reads its keys from the keyring."
wmsgit task start 1 assigned_to=@me; wmsgit task complete 1
wmsgit task add "Empty the vault" dependencies=WS-TASK-002 milestone=1.1
""",
        """
sed -i 's/from the vault/from the keyring/' records/decisions/ADR-001.yaml
sed -i 's/status: pending/status: completed/' records/tasks/WS-TASK-003.yaml
git commit -qam "By hand"
""",
    ],
    "docs/across.md": [
        PLANE + MEMBER + r"""
for name in api lib web; do
    git init -q --bare ../$name.git; member $name README "$name\n"
    git -C ../$name remote add origin ../$name.git; git -C ../$name push -qu origin main
done
""",
        "sleep 1",
        r"""
now="@$(date +%s) +0000"  # one second for all: they are listed by their time
for name in api lib web; do
    cd ../work/WS-TASK-001/$name; printf 'keys
' >keys.py; git add keys.py; GIT_COMMITTER_DATE=$now git commit -qm "Rotate in $name"
    cd ../../../plane
done
""",
        "",
        "",
        "",
    ],
    "docs/databases.md": [
        PLANE + """
wmsgit task add "Rotate the signing keys" due=2026-01-31
wmsgit task add "Publish the new keys" dependencies=WS-TASK-001
""",
    ],
    "docs/leaving.md": [
        PLANE + MEMBER + r"""
member api a.py 'a = 1\n'; wmsgit repo add ../api
printf '# Ours\n' >AGENTS.md; wmsgit brief --write AGENTS.md; git add -A; git commit -qm "For assistants"
wmsgit hooks install --sessions; wmsgit hooks install --repo api
""",
        "",
    ],
    "docs/branches.md": [
        PLANE + """
wmsgit task add "Rotate the signing keys" --priority CRITICAL repos_affected=core
git switch -qc topic; wmsgit task set 1 status=approved repos_affected+=web labels+=keys
git switch -q main; wmsgit task set 1 status=blocked repos_affected+=api blocked_reason=Vault
""",
        """
cd ..; rm -rf plane; git init -q --bare remote; wmsgit init plane 2>/dev/null; cd plane
git remote add origin ../remote; git push -qu origin main
git clone -q ../remote ../bob; (cd ../bob; wmsgit setup; wmsgit task add "Rotate the signing keys"; git push -q)
""",
        "",
    ],
    "docs/drift.md": [
        PLANE + MEMBER + r"""
member meridian-core src/meridian_core/positions.py 'import json\n\nimport pandas\n'
member meridian-reports report.py 'import json\n'; member meridian-trading trade.py 'import pandas\n'
wmsgit repo add ../meridian-core ../meridian-reports ../meridian-trading
mkdir -p records/decisions
sed -n '/^id: ADR-001$/,/^```$/p' "$ROOT/docs/drift.md" | sed '/^```$/,$d' >records/decisions/ADR-001.yaml
""",
    ],
}  # fmt: skip
"""Page → what is run before each of its transcripts, in one shell and one folder for the whole page."""

BETWEEN: Mapping[str, str] = {
    'git -C ../meridian-core commit -qam "Positions are plain lists"': (
        "printf 'import json\\n' >../meridian-core/src/meridian_core/positions.py"
    ),
}
"""Command → what an editor did before it."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript in a page, and what its commands answer today."""

    page: str
    text: str
    today: str

    @property
    def is_fresh(self) -> bool:
        """Whether they say the same, but for commits, days and ages."""
        return comparable(self.text) == comparable(self.today)


def comparable(text: str) -> str:
    """A transcript without what is another each time."""
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return "\n".join(line.rstrip() for line in text.splitlines())


def transcripts(page: str, program: Path) -> Iterator[Transcript]:
    """The transcripts of a page, run now.

    Args:
        page: its path.
        program: the folder of the program that is run.
    """
    blocks = [block for _, block in _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))]
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "ann"
        folder.mkdir()
        answers = _run(STAGES[page], blocks, folder, program)
    for block, answer in zip(blocks, answers, strict=True):
        yield Transcript(page, block, answer.replace(str(folder), HOME))


def _run(setups: Sequence[str], blocks: Sequence[str], folder: Path, program: Path) -> list[str]:
    """What each block's commands answer: the commands and their output, as a terminal shows them."""
    script = ["exec 3>&1 4>&2"]
    for setup, block in zip(setups, blocks, strict=True):
        script += ["exec >setup.log 2>&1", setup, "exec >&3 2>&3", "echo '\f'"]
        for command in _COMMAND.findall(block):
            script += [BETWEEN.get(command, ":"), f"cat <<'COMMAND'\n$ {command}\nCOMMAND", command]
    done = subprocess.run(
        ["bash", "-c", "\n".join(script).replace(">setup.log", f">>{folder}/../setup.log")],
        cwd=folder, env=_environment(folder, program), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [part.lstrip("\n") for part in done.stdout.split("\f")[1:]]


def _environment(folder: Path, program: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL") if name in os.environ}
    (folder / ".gitconfig").write_text(_GITCONFIG)
    return kept | {
        "HOME": str(folder), "PATH": f"{program}:{Path(sys.executable).parent}:{os.environ['PATH']}", "ROOT": str(ROOT),
        "GIT_CONFIG_NOSYSTEM": "1", "TZ": "UTC", "COLUMNS": "120", "PYTHONUTF8": "1",
    }  # fmt: skip


def main() -> None:
    """Write the transcripts anew that are no longer fresh."""
    for page in STAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        for transcript in transcripts(page, Path(sys.executable).parent):
            if not transcript.is_fresh:
                text = text.replace(f"console\n{transcript.text}`", f"console\n{transcript.today}`", 1)
        (ROOT / page).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
