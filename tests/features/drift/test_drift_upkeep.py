"""Rules about how repositories are kept: owners, fresh files, commits, and public names that may not vanish."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from drift_plane import Plane, states
from drift_texts import found, judged, problems

from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.rules.api_surface import public_names

OWNERS = {"kind": "codeowners", "known": ["@acme/platform", "ann@example.org"]}
FILE = """\
# who owns what
/src/      @acme/platform  # and this
*.md       ann@example.org
/src/free/
docs/*     @acme/platform
"""


def test_every_file_has_the_owner_of_the_last_line_that_means_it() -> None:
    files = dict.fromkeys(["src/a.py", "src/free/b.py", "x/R.md", "x/y.txt", "docs/a", "docs/b/c"], "")
    rule = {**OWNERS, "check": ["unowned"], "scope": {"exclude": [".github/**"]}}
    items = judged(rule, {**files, ".github/CODEOWNERS": FILE}).violations
    assert [item.message for item in items] == [
        "docs/b/c in core has no owner: no line of CODEOWNERS means it",
        "src/free/b.py in core has no owner: line 4 takes its owner away",
        "x/y.txt in core has no owner: no line of CODEOWNERS means it",
    ]


def test_owner_whom_nobody_knows_is_found_once() -> None:
    text = f"{FILE}*.rs @nobody\n*.go @NOBODY @Acme/Platform @nobody\n"
    assert found({**OWNERS, "check": ["unknown_owner"]}, {"CODEOWNERS": text}) == [
        "CODEOWNERS @nobody 6",
        "CODEOWNERS @NOBODY 7",
    ]


def test_sections_of_gitlab_give_their_owners_to_lines_that_name_none() -> None:
    text = "[Backend][2] @acme/platform\n*.py\n^[Docs]\n*.md\n"
    assert found({**OWNERS, "scope": {"paths": ["*.py", "*.md"]}}, {"CODEOWNERS": text, "a.py": "", "b.md": ""}) == [
        "b.md 0"
    ]


UNOWNED = {"kind": "codeowners", "check": ["unowned"], "scope": {"paths": ["*.py", "*.md"]}}


@pytest.mark.parametrize(
    ("place", "text", "unowned"),
    [
        (".gitlab/CODEOWNERS", "[All]\n* @a\n[Docs]\n*.md\n", []),  # each section asks for its own
        (".gitlab/CODEOWNERS", "[Docs]\n*.md\n[Py] @p\n*.py\n[DOCS]\n*.md @d\n", []),  # one section twice
        (".gitlab/CODEOWNERS", "* @a\n!*.md\n", ["b.md"]),
        ("CODEOWNERS", "* @a\n!*.md\n", []),  # GitHub passes over it
        ("CODEOWNERS", "[All]\n* @a\n!*.md\n", ["b.md"]),
        ("CODEOWNERS", "[ab].md @a\n*.py @@maintainer\n", []),  # no heading
        ("CODEOWNERS", "*.py ann\n*.md ann@example.org\n", ["a.py"]),
    ],
)
def test_sections_exclusions_and_words_count_as_the_host_has_them(place: str, text: str, unowned: list[str]) -> None:
    assert [item.path for item in judged(UNOWNED, {place: text, "a.py": "", "b.md": ""}).violations] == unowned


def test_file_at_the_top_counts_before_that_in_a_folder_of_gitlab() -> None:
    files = {"CODEOWNERS": "*.py @a\n", ".gitlab/CODEOWNERS": "* @a\n", "docs/CODEOWNERS": "* @a\n"}
    assert [item.path for item in judged(UNOWNED, {**files, "a.py": "", "b.md": ""}).violations] == ["b.md"]


def test_repository_without_the_file_is_found_and_the_first_place_counts() -> None:
    assert [item.message for item in judged(OWNERS, {"a": ""}).violations] == ["core has no CODEOWNERS"]
    files = {"CODEOWNERS": "* @nobody\n", ".github/CODEOWNERS": "* @acme/platform\n"}
    assert found(OWNERS, files) == []


def test_owners_of_the_record_are_known(plane: Plane) -> None:
    plane.member("core", {"CODEOWNERS": "* @bob @eve\n"}, owners=["bob"])
    plane.decide({"id": "owners", "kind": "codeowners"})
    assert [place for _, place, _ in states(plane.scan())] == ["core/CODEOWNERS @eve"]


def test_file_that_no_commit_has_touched_for_days_is_stale(plane: Plane) -> None:
    path = plane.member("core", {"runbooks/a.md": "a\n", "runbooks/b.md": "b\n"})
    plane.decide({"id": "fresh", "kind": "freshness", "days": 30, "scope": {"paths": ["/runbooks/**"]}})
    plane.now += timedelta(days=29)
    assert states(plane.scan()) == []
    plane.now += timedelta(days=2)
    assert [place for _, place, _ in states(plane.scan())] == ["core/runbooks/a.md ", "core/runbooks/b.md "]
    (path / "runbooks/a.md").write_text("again\n")
    when = (plane.now - timedelta(days=1)).isoformat()
    plane.git(path, "-c", "user.name=Ann", "add", "-A")
    plane.git(path, "commit", "-q", "-m", "again", f"--date={when}")
    assert [place for _, place, _ in states(plane.scan())] == ["core/runbooks/a.md ", "core/runbooks/b.md "]


def test_shallow_clone_does_not_know_when_files_were_touched(plane: Plane) -> None:
    source = plane.member("core", {"a.md": "a\n"})
    plane.commit(source, {"b.md": "b\n"})
    plane.git(plane.root.parent, "clone", "-q", "--depth=1", f"file://{source}", "shallow")
    plane.know("shallow")
    plane.decide({"id": "fresh", "kind": "freshness", "days": 1, "scope": {"repos": ["shallow"]}})
    (unknown,) = plane.scan().unknowns
    assert (unknown.repo, "shallow" in unknown.reason) == ("shallow", True)


COMMITS = {"id": "commits", "kind": "commit_convention", "since": "2026-01-01"}


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"subject": "^(feat|fix): "}, ["subject"]),
        ({"subject": "^[a-z]"}, []),
        ({"max_subject": 5}, ["max_subject"]),
        ({"max_subject": 6}, []),
        ({"trailers": ["signed-off-by"]}, []),
        ({"trailers": ["Task", "Signed-off-by"]}, ["trailer Task"]),
        ({"author": "@example\\.com$"}, ["author"]),
        ({"subject": "^x", "ignore_authors": ["test@example.org"]}, []),
        ({"subject": "^x", "since": "2026-11-24"}, []),
    ],
)
def test_commits_of_the_default_branch_are_written_as_agreed(
    plane: Plane, fields: Mapping[str, Any], faults: list[str]
) -> None:
    path = plane.member("core", {"a": "a\n"}, default_branch="main")
    plane.git(path, "branch", "-m", "main")
    plane.git(
        path, "commit", "-q", "--amend", "--author=T <test@example.org>", "-m", "change\n\nwhy\n\nSigned-off-by: T <t>"
    )
    plane.git(path, "checkout", "-q", "-b", "topic")
    plane.commit(path, {"b": "b\n"}, "WIP of the topic")
    plane.decide({**COMMITS, **fields})
    assert [
        finding.detection.violation.discriminator for finding in plane.scan().findings if finding.detection
    ] == faults


def test_merge_commits_are_looked_at_where_asked(plane: Plane) -> None:
    path = plane.member("core", {"a": "a\n"}, default_branch="main")
    plane.git(path, "branch", "-m", "main")
    plane.git(path, "checkout", "-q", "-b", "topic")
    plane.commit(path, {"b": "b\n"}, "fix: b")
    plane.git(path, "checkout", "-q", "main")
    plane.git(path, "merge", "-q", "--no-ff", "-m", "Merge", "topic")
    plane.decide({**COMMITS, "subject": "^(fix|change)"})
    assert states(plane.scan()) == []
    plane.decide({**COMMITS, "subject": "^(fix|change)", "merges": True})
    assert len(states(plane.scan())) == 1


def test_branch_as_the_remote_has_it_counts_before_the_local_one(plane: Plane) -> None:
    source = plane.member("core", {"a": "a\n"})
    plane.git(source, "branch", "-m", "main")
    plane.git(plane.root.parent, "clone", "-q", str(source), "clone")
    plane.know("clone", default_branch="main")
    plane.commit(plane.root.parent / "clone", {"b": "b\n"}, "WIP")
    plane.decide({**COMMITS, "subject": "^change", "scope": {"repos": ["clone"]}})
    assert states(plane.scan()) == []


def test_public_name_that_is_gone_is_found_unless_the_decision_says_so(plane: Plane) -> None:
    path = plane.member(
        "core",
        {
            "src/app/__init__.py": "from .a import run\n",
            "src/app/a.py": "import os\ndef run(): ...\ndef gone(): ...\n_own = 1\n",
            "src/app/old.py": "class Old: ...\n",
            "src/app/_inner.py": "def inner(): ...\n",
            "src/app/tests/test_a.py": "def test_a(): ...\n",
        },
    )
    plane.git(path, "tag", "v1")
    files = {"src/app/a.py": "def run(): ...\n", "src/app/__init__.py": "", "src/app/old.py": None}
    plane.commit(path, {**files, "src/app/_inner.py": "", "src/app/tests/test_a.py": ""})
    rule = {"id": "api", "kind": "api_surface", "package": "app", "since": "v1"}
    plane.decide(rule)
    assert [finding.detection.violation.subject for finding in plane.scan().findings if finding.detection] == [
        "app.old.Old",
        "app.run",
        "app.a.gone",
    ]
    plane.decide({**rule, "removed": ["app.old", "app.run", "app.a.*"]})
    assert states(plane.scan()) == []
    plane.decide({**rule, "since": "v9"})
    assert [item.reason for item in plane.scan().unknowns] == ["it has no revision 'v9' to compare with"]
    plane.decide({**rule, "package": "nope"})
    assert plane.scan().vacuous == ("ADR-001/api",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("__all__ = ['a', '_b']\nc = 1\n", ["a", "_b"]),
        ("__all__: list[str] = ['a']\n", ["a"]),
        ("__all__ = [*x]\nc = 1\n", ["c"]),
        ("a, (b, *c) = 1, (2, 3)\nd: int\n", ["a", "b", "c", "d"]),
        ("try:\n  def f(): ...\nexcept E:\n  f = None\nif x:\n  g = 1\nelse:\n  h = 1\n", ["f", "f", "g", "h"]),
        ("import os\nfrom os import path\nfrom .m import x as y, z\nfrom .n import *\n", ["y", "z"]),
        ("def f():\n  inner = 1\nclass C:\n  attr = 1\n", ["f", "C"]),
    ],
)
def test_public_names_of_a_file(text: str, names: list[str]) -> None:
    assert [name for _, name in public_names(text.encode())] == names


def test_what_is_no_python_has_no_names() -> None:
    with pytest.raises(ExtractionError):
        public_names(b"def (")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "commit_convention", "since": "2026-01-01"}, "one of subject"),
        ({"kind": "commit_convention", "since": "2026-01-01", "subject": "("}, "subject: "),
        ({"kind": "commit_convention", "since": "soon", "subject": "x"}, "since"),
        ({"kind": "freshness", "days": 0}, "days"),
        ({"kind": "freshness", "days": 1, "examples": {"bad": "x"}}, "texts have no history"),
        ({"kind": "api_surface", "package": "a"}, "since"),
        ({"kind": "codeowners", "check": []}, "check"),
        ({"kind": "sarif"}, "tool"),
    ],
)
def test_rule_that_asks_for_nothing_is_refused(fields: Mapping[str, Any], words: str) -> None:
    assert any(words in problem for problem in problems(**fields))


def test_people_of_the_workspace_are_known_by_every_name(plane: Plane) -> None:
    plane.member("core", {"CODEOWNERS": "* @bob-hub bob@example.org @stranger\n"})
    plane.write("people/bob.yaml", {"name": "Bob Day", "emails": ["bob@example.org"], "handles": {"github": "bob-hub"}})
    plane.decide({"id": "owners", "kind": "codeowners"})
    assert [place for _, place, _ in states(plane.scan())] == ["core/CODEOWNERS @stranger"]
