"""Plain `git merge` in a workspace: the driver that `init` registers does the work."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from merge_sides import leaves
from merge_workspace import Plane
from store_handstyled import SHAPE, Writer, changed
from store_handstyled import TASK as KIND

from wmsgit.errors import WmsgitError
from wmsgit.features.merge.markers import sides_of
from wmsgit.store.document import read_data, read_document
from wmsgit.store.edit import edit
from wmsgit.vcs.merge.driver import _EARLIER

TASK = """\
id: WS-TASK-001
title: Rotate the keys
status: pending
priority: LOW
created: 2026-01-01T00:00:00Z
repos_affected:
  - core
"""
SESSION = """\
id: S-1
start_time: 2026-01-01T00:00:00Z
status: in_progress
activities:
  - time: 2026-01-01T08:00:00Z
    activity_type: code
    description: Began
"""
TASK_PATH, SESSION_PATH = "records/tasks/WS-TASK-001.yaml", "records/sessions/S-1.yaml"


@pytest.fixture
def two(plane: Plane) -> Plane:
    plane.save({TASK_PATH: TASK, SESSION_PATH: SESSION}, "two records")
    return plane


def activity(description: str) -> str:
    return f"  - time: 2026-01-01T09:00:00Z\n    activity_type: code\n    description: {description}\n"


def test_git_merge_is_clean_and_nothing_is_missing(two: Plane) -> None:
    theirs = TASK.replace("LOW", "HIGH") + "  - web\n"
    two.branch("other", {TASK_PATH: theirs, SESSION_PATH: SESSION + activity("Theirs")})
    two.save({TASK_PATH: TASK.replace("pending", "approved") + "  - api\n", SESSION_PATH: SESSION + activity("Ours")})
    two.git("merge", "-q", "--no-edit", "other")
    expected = TASK.replace("LOW", "HIGH").replace("pending", "approved") + "  - api\n  - web\n"
    assert two.read(TASK_PATH) == expected
    assert sorted(two.read(SESSION_PATH).splitlines()[5:]) == sorted(
        (SESSION + activity("Ours") + activity("Theirs")).splitlines()[5:]
    )
    assert two.wmsgit("check").returncode == 0


def test_git_merge_leaves_one_conflict_on_the_field_that_both_changed(two: Plane) -> None:
    two.branch("other", {TASK_PATH: TASK.replace("pending", "blocked").replace("LOW", "HIGH")})
    two.save({TASK_PATH: TASK.replace("pending", "approved")})
    done = two.git("merge", "-q", "--no-edit", "other", check=False)
    assert done.returncode == 1
    assert two.read(TASK_PATH) == TASK.replace("LOW", "HIGH").replace(
        "status: pending\n", "<<<<<<< ours\nstatus: approved\n=======\nstatus: blocked\n>>>>>>> theirs\n"
    )
    found = two.wmsgit("check").stdout
    assert f"{TASK_PATH}:3:1: CONFLICT" in found


def test_git_merge_without_wmsgit_on_the_path_is_a_textual_conflict(two: Plane) -> None:
    two.branch("other", {TASK_PATH: TASK.replace("LOW", "HIGH")})
    two.save({TASK_PATH: TASK.replace("pending", "approved")})
    done = two.git("merge", "-q", "--no-edit", "other", check=False, PATH="/usr/bin:/bin")
    assert done.returncode == 1
    text = two.read(TASK_PATH)
    assert "status: approved" in text
    assert "priority: HIGH" in text
    assert "=======" in text


def test_git_merge_with_a_wmsgit_that_does_not_start_is_a_textual_conflict(two: Plane, tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "wmsgit-merge"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'ModuleNotFoundError: yaml' >&2\nexit 1\n")
    broken.chmod(0o755)
    two.branch("other", {TASK_PATH: TASK.replace("LOW", "HIGH")})
    two.save({TASK_PATH: TASK.replace("pending", "approved")})
    path = f"{broken.parent}{os.pathsep}{two.environ['PATH']}"
    assert two.git("merge", "-q", "--no-edit", "other", check=False, PATH=path).returncode == 1
    text = two.read(TASK_PATH)
    assert "priority: HIGH" in text
    assert text.count("=======") == 1


def test_git_merge_of_binary_junk_without_wmsgit_is_a_conflict_of_git(two: Plane) -> None:
    two.branch("other", {TASK_PATH: "\0junk\n"})
    two.save({TASK_PATH: TASK.replace("pending", "approved")})
    done = two.git("merge", "-q", "--no-edit", "other", check=False, PATH="/usr/bin:/bin")
    assert done.returncode == 1
    assert len(two.git("ls-files", "-u").stdout.splitlines()) == 3


def test_git_merge_of_binary_junk_keeps_both_sides(two: Plane) -> None:
    two.branch("other", {TASK_PATH: "\0junk\n"})
    two.save({TASK_PATH: TASK.replace("pending", "approved")})
    assert two.git("merge", "-q", "--no-edit", "other", check=False).returncode == 1
    text = two.read(TASK_PATH)
    assert "\0junk" in text
    assert "status: approved" in text


def test_git_merge_with_rename_detection_does_not_combine_two_records(two: Plane) -> None:
    other = TASK.replace("001", "002").replace("core", "web")
    two.branch("other", {TASK_PATH: None, "records/tasks/WS-TASK-002.yaml": other})
    two.save({TASK_PATH: TASK.replace("pending", "approved")})
    assert two.git("merge", "-q", "--no-edit", "other", check=False).returncode == 1
    text = two.read("records/tasks/WS-TASK-002.yaml")
    assert TASK.replace("pending", "approved") in text
    assert other in text


def test_git_merge_of_two_new_records_of_one_id_leaves_both_whole(two: Plane) -> None:
    path = "records/tasks/WS-TASK-009.yaml"
    ours, theirs = (TASK.replace("001", "009").replace("Rotate the keys", title) for title in ("Mine", "Yours"))
    two.branch("other", {path: theirs})
    two.save({path: ours})
    assert two.git("merge", "-q", "--no-edit", "other", check=False).returncode == 1
    assert two.read(path) == f"<<<<<<< ours\n{ours}=======\n{theirs}>>>>>>> theirs\n"


def test_driver_finds_the_schema_of_a_kind_that_the_workspace_has_of_its_own(two: Plane) -> None:
    schema = (
        '{"type": "object", "x-wmsgit": {"folder": "risks"}, "properties": {"id": {"type": "string"},'
        ' "tags": {"type": "array", "items": {"type": "string"}, "x-wmsgit": {"merge": "set"}}}}'
    )
    path = "records/risks/RISK-001.yaml"
    two.save({"schemas/risk.schema.json": schema, path: "id: RISK-001\ntags: [a]\n"})
    two.branch("other", {path: "id: RISK-001\ntags: [a, b]\n"})
    two.save({path: "id: RISK-001\ntags: [a, c]\n"})
    two.git("merge", "-q", "--no-edit", "other")
    assert two.read(path) == "id: RISK-001\ntags: [a, b, c]\n"


def test_driver_merges_the_settings_by_their_own_schema(two: Plane) -> None:
    path = "records/workspace.yaml"
    base = two.read(path) + "checklist:\n  - Tests pass\n"
    two.save({path: base})
    two.branch("other", {path: base + "  - Docs are there\n"})
    two.save({path: base + "  - Reviewed\n"})
    two.git("merge", "-q", "--no-edit", "other")
    assert two.read(path) == base + "  - Docs are there\n  - Reviewed\n"


RISK = (
    '{"type": "object", "x-wmsgit": {"folder": "risks"}, "properties": {"id": {"type": "string"},'
    ' "tags": {"type": "array", "items": {"type": "string"}}}}'
)


def test_lists_without_a_rule_stay_sets_until_the_schemas_are_upgraded(two: Plane) -> None:
    path, settings = "records/risks/RISK-001.yaml", "records/workspace.yaml"
    older = two.read(settings).replace(">=0.2", ">=0.1,<9")
    two.save({"schemas/risk.schema.json": RISK, path: "id: RISK-001\ntags:\n  - a\n", settings: f"{older}# ours\n"})
    two.branch("other", {path: "id: RISK-001\ntags:\n  - b\n"})
    two.save({path: "id: RISK-001\ntags:\n  - c\n"})
    two.git("merge", "-q", "--no-edit", "other")
    assert two.read(path) == "id: RISK-001\ntags:\n  - b\n  - c\n"

    two.git("reset", "-q", "--hard", "HEAD~1")
    assert "upgrade records/workspace.yaml" in two.wmsgit("schema", "upgrade", code=0).stderr
    assert two.read(settings) == f"{older.replace('>=0.1,<9', '>=0.2,<9')}# ours\n"
    assert "nothing changed" in two.wmsgit("schema", "upgrade", code=0).stderr
    assert two.git("merge", "-q", "--no-edit", "other", check=False).returncode == 1
    assert "RISK-001" in two.wmsgit("merge", code=5).stdout


def test_upgrade_leaves_a_pinned_release_to_a_person(two: Plane) -> None:
    settings = two.read("records/workspace.yaml")
    two.save({"records/workspace.yaml": settings.replace(">=0.2", "!=0.2")})
    assert "/requires_wmsgit" in two.wmsgit("schema", "upgrade").stderr


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_waiver_that_one_side_removed_and_the_other_changed_is_settled_by_one_choice(two: Plane, side: str) -> None:
    path = "records/drift/DRIFT-1.yaml"
    waiver = "waiver:\n  owner: Ann\n  reason: goes soon\n  expires: 2026-02-01\n"
    fields = "id: DRIFT-1\nrepo: core\nviolation_type: dependency\nseverity: LOW\nfile_path: a.py\nstatus: open\n"
    base = f"{fields}detected_at: 2026-01-01T00:00:00Z\n{waiver}"
    two.save({path: base})
    two.branch("other", {path: base.replace("2026-02-01", "2027-01-01")})
    two.save({path: base.replace(waiver, "")})
    assert two.git("merge", "-q", "--no-edit", "other", check=False).returncode == 1
    two.wmsgit("merge", "DRIFT-1", f"waiver={side}", code=0)
    assert two.read(path) == (base.replace(waiver, "") if side == "ours" else base.replace("2026-02-01", "2027-01-01"))


def test_doctor_reports_and_registers_the_driver(plane: Plane) -> None:
    plane.git("config", "--unset-all", "merge.wmsgit.driver")
    assert "merge driver: is not registered" in plane.wmsgit("doctor").stdout
    assert "merge driver registered" in plane.wmsgit("doctor", "--fix").stderr
    assert "wmsgit-merge %O %A %B %L %P" in plane.git("config", "merge.wmsgit.driver").stdout
    assert "merge driver" not in plane.wmsgit("doctor").stdout
    plane.git("config", "merge.wmsgit.driver", *_EARLIER)
    assert "merge driver: is registered as an earlier release did it" in plane.wmsgit("doctor").stdout
    plane.wmsgit("doctor", "--fix")
    assert "exit 1" in plane.git("config", "merge.wmsgit.driver").stdout


def test_driver_loads_neither_typer_nor_gitpython_nor_a_process(tmp_path: Path) -> None:
    for name, priority in (("base", "LOW"), ("ours", "HIGH"), ("theirs", "LOW\ngoal: x")):
        (tmp_path / name).write_text(f"id: T-1\npriority: {priority}\n")
    program = (
        "import sys\nfrom wmsgit.cli.merge_driver import main\n"
        "UNWANTED = {'typer', 'git', 'jsonschema', 'subprocess', 'tempfile', 'yaml', 'dataclasses', 'inspect'}\n"
        "try:\n    main(['base', 'ours', 'theirs', '7', 'records/tasks/T-1.yaml'])\n"
        "except SystemExit as ended:\n"
        "    print(ended.code, *sorted(UNWANTED & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"
    assert (tmp_path / "ours").read_text() == "id: T-1\npriority: HIGH\ngoal: x\n"


def test_driver_without_arguments_says_how_it_is_used(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "wmsgit.cli.merge_driver"]
    assert subprocess.run(program, cwd=tmp_path, capture_output=True, check=False).returncode == 129
    shown = subprocess.run([*program, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "Example:" in shown


def test_driver_that_cannot_read_a_side_does_not_call_it_a_conflict(tmp_path: Path) -> None:
    for name in ("base", "ours"):
        (tmp_path / name).write_text("id: T-1\n")
    program = [sys.executable, "-m", "wmsgit.cli.merge_driver", "base", "ours", "theirs"]
    done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode > 128
    assert "theirs" in done.stderr
    assert "Traceback" not in done.stderr


def edited(rnd: random.Random, base: bytes, name: str) -> bytes:
    """A record with a few fields changed at random, and often a comment more."""
    document = read_document(base, SHAPE)
    text = edit(document, {**changed(rnd, document.data), "id": name}, KIND)
    more = text + b"\n# seen %d\n" % rnd.randrange(9)
    return more if rnd.random() < 0.3 and read_data(more, SHAPE) == read_data(text, SHAPE) else text


def handstyled(rnd: random.Random, name: str) -> tuple[bytes, bytes, bytes]:
    """A record as people write it, and two changes of it."""
    while True:
        base = Writer(rnd).record().replace("A-1", name).encode()
        try:
            return base, edited(rnd, base, name), edited(rnd, base, name)
        except WmsgitError:
            continue


def test_git_merge_of_records_as_people_write_them_loses_nothing(plane: Plane) -> None:
    rnd = random.Random(20261123)
    records = {f"records/tasks/T-{n}.yaml": handstyled(rnd, f"T-{n}") for n in range(9)}
    for number, branch in enumerate(("main", "theirs", "ours")):
        plane.git("checkout", "-q", *(("-b", branch, "main") if number else (branch,)))
        for path, versions in records.items():
            (plane.root / path).parent.mkdir(exist_ok=True)
            (plane.root / path).write_bytes(versions[(0, 2, 1)[number]])
        plane.git("add", "-A")
        plane.git("commit", "-q", "--no-verify", "-m", branch)
    done = plane.git("merge", "-q", "--no-edit", "theirs", check=False)
    unmerged = {line.partition("\t")[2] for line in plane.git("ls-files", "-u").stdout.splitlines()}
    assert bool(done.returncode) == bool(unmerged)
    for path, (base, *versions) in records.items():
        text = (plane.root / path).read_bytes()
        sides = sides_of(text)
        assert (path in unmerged) == (sides is not None), path
        both = (sides.ours, sides.theirs) if sides else (text,)
        kept = {leaf for side in both for leaf in leaves(read_data(side, SHAPE))}
        old = set(leaves(read_data(base, SHAPE)))
        for version in versions:
            assert set(leaves(read_data(version, SHAPE))) - old <= kept, text.decode()
    assert unmerged
    assert len(unmerged) < len(records)
    plane.wmsgit("merge", "--abort", code=0)
    assert all((plane.root / path).read_bytes() == versions[1] for path, versions in records.items())


def test_chosen_part_stands_as_its_side_wrote_it(plane: Plane) -> None:
    plane.wmsgit("task", "add", "One", code=0)
    path = "records/tasks/WS-TASK-001.yaml"
    base = plane.read(path) + "metadata:\n  jira: # tracker\n    key: 'A-1'\n  team: ops\n"
    plane.save({path: base})
    jira = "  jira: # tracker\n    key: 'A-1'\n    # when\n    sprint: '7' # soon\n"
    plane.branch("other", {path: base.replace("  jira: # tracker\n    key: 'A-1'\n", jira).replace("One", "Two")})
    ours = base.replace("  jira: # tracker\n    key: 'A-1'\n", '  # new\n  wiki: "w"\n')
    plane.save({path: ours.replace("One", "Three")})
    plane.git("merge", "other", check=False)
    plane.wmsgit("merge", "WS-TASK-001", "metadata.jira=theirs")
    plane.wmsgit("merge", "WS-TASK-001", "title=ours", code=0)
    text = plane.read(path)
    assert jira in text
    assert '  # new\n  wiki: "w"\n' in text
    assert "title: Three\n" in text
