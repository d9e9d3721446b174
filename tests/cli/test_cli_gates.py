"""Gates and reviews: what is asked for before a transition, and who grades."""

import json
from pathlib import Path

import pytest
from cli_program import Program, copied_program, made_once

GATES = """
gates:
  task:
    start:
      review: {type: plan, grade: B}
    complete:
      dependencies: closed
      nothing_open: [drift]
scale:
  users: 5
  tiers:
    - {name: small, users: 50, avoid: [kubernetes], use: one process, next: more than 50 users}
"""


@pytest.fixture(scope="module")
def gated_template(tmp_path_factory: pytest.TempPathFactory, empty_plane: Path) -> Path:
    return made_once(tmp_path_factory, empty_plane, _add_gates)


def _add_gates(wmsgit: Program) -> None:
    wmsgit("task", "add", "Kubernetes for the form", "related_files=api/src/a.py")
    settings = wmsgit.folder / "records" / "workspace.yaml"
    settings.write_text(settings.read_text() + GATES)
    wmsgit("save")


@pytest.fixture
def gated(tmp_path: Path, gated_template: Path) -> Program:
    """The program in a workspace with gates and one task."""
    return copied_program(gated_template, tmp_path)


def task(program: Program) -> dict[str, object]:
    found: dict[str, object] = json.loads(program("task", "show", "WS-TASK-001", "--format", "json").stdout)[0]
    return found


def test_a_gate_holds_the_transition_the_set_and_ready(gated: Program) -> None:
    for words in (["task", "start", "WS-TASK-001"], ["set", "WS-TASK-001", "status=in_progress"]):
        refused = gated(*words, code=5).stderr
        assert "it has no plan review, of grade B or better" in refused
        assert "wmsgit task review WS-TASK-001 --type plan" in refused
    assert gated("ready", "--format", "ids").stdout == ""
    assert "a gate holds it" in gated("ready", "--explain").stdout
    gated("task", "review", "WS-TASK-001", "--grade", "C", "--reviewer", "bob", "--fix", "say more")
    assert "gave C" in gated("task", "start", "WS-TASK-001", code=5).stderr
    gated("task", "review", "WS-TASK-001", "--grade", "a", "--reviewer", "bob")
    gated("task", "start", "WS-TASK-001")


@pytest.mark.parametrize(
    ("first", "second", "holds"),
    [
        (("C", "2026-11-23T09:00:00Z"), ("A", "2026-11-23T09:00:00Z"), False),  # one second: the later in the list
        (("A", "2026-11-23T09:00:00Z"), ("C", "2026-11-23T09:00:00Z"), True),
        (("A", "2026-11-23T09:00:00Z"), ("C", "2026-11-23T10:00:00+02:00"), False),  # which is an hour before
    ],
)
def test_the_last_review_counts(gated: Program, first: tuple[str, str], second: tuple[str, str], holds: bool) -> None:
    path = gated.folder / "records" / "tasks" / "WS-TASK-001.yaml"
    written = [f"- {{type: plan, grade: {grade}, reviewer: bob, at: '{at}'}}" for grade, at in (first, second)]
    path.write_text(path.read_text() + "\n".join(["reviews:", *written, ""]))
    gated("save")
    gated("task", "start", "WS-TASK-001", code=5 if holds else 0)


def test_a_gate_asks_for_the_checklist(tasks: Program) -> None:
    settings = tasks.folder / "records" / "workspace.yaml"
    with settings.open("a", encoding="utf-8") as file:
        file.write("gates: {task: {complete: {checklist: done}}}\n")
    tasks("save")
    tasks("task", "set", "1", "--patch", "-", stdin="checklist: [{text: Write it}, {text: Try it, done: true}]\n")
    refused = tasks("task", "complete", "1", code=5).stderr
    assert "item 1 of its checklist, 'Write it', is not done: 'wmsgit task tick WS-TASK-001 1'" in refused
    assert "item 2" not in refused
    tasks("task", "tick", "1", "1")
    tasks("task", "complete", "1", "3")  # what has no checklist has nothing to be done
    settings.write_text(settings.read_text(encoding="utf-8").replace("{task:", "{adr:").replace("complete", "accept"))
    assert "adr has no checklist" in tasks("check", code=1).stdout


def test_an_override_needs_a_reason_and_is_recorded(gated: Program) -> None:
    assert "needs a reason" in gated("task", "start", "WS-TASK-001", "--override", code=2).stderr
    gated("task", "start", "WS-TASK-001", "--override", "-m", "urgent")
    assert str(task(gated)["comments"]).count("override start: urgent (not met: it has no plan review") == 1


def test_open_findings_about_the_files_hold_the_task(gated: Program) -> None:
    gated("repo", "add", "api", "--path", ".")
    gated(
        "drift", "add", "repo=api", "violation_type=forbidden_import", "severity=HIGH", "file_path=src/a.py",
        "detected_at=2026-11-23T10:00:00Z",
    )  # fmt: skip
    refused = gated("task", "complete", "WS-TASK-001", code=5).stderr
    assert "is about api/src/a.py and is open" in refused


def test_check_reports_a_hand_edit_that_skipped_a_gate(gated: Program) -> None:
    gated.git("switch", "-qc", "topic")
    path = gated.folder / "records" / "tasks" / "WS-TASK-001.yaml"
    path.write_text(path.read_text().replace("status: pending", "status: in_progress"))
    gated.git("commit", "-qam", "by hand")
    assert "a gate holds start: it has no plan review" in gated("check", "--base", "main", code=1).stdout
    gated.git("reset", "-q", "--hard", "main")
    gated("task", "start", "WS-TASK-001", "--override", "-m", "urgent")
    assert "a gate holds" not in gated("check", "--base", "main").stdout


def test_the_reviewer_of_wmsgit_says_what_is_out_of_proportion(gated: Program) -> None:
    said = gated("task", "review", "WS-TASK-001").stderr
    assert "OVER_ENGINEERED" in said
    assert "use one process; what would trigger the next tier: more than 50 users" in said


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("sleep 60", "took more than 1 s"),
        ("yes", "said more than"),
        ("echo nonsense", "did not answer with JSON"),
        ("echo '[1]'", "answered with something that is no review"),
        ("false", "failed with exit code 1"),
        ("no-such-program", "cannot be started"),
        ("'", "is no command"),
    ],
)
def test_a_reviewer_that_misbehaves_changes_nothing(gated: Program, command: str, reason: str) -> None:
    gated.git("config", "wmsgit.reviewer", command)
    head = gated.git("rev-parse", "HEAD")
    limit = "1" if command.startswith("sleep") else "200"
    assert reason in gated("task", "review", "WS-TASK-001", "--timeout", limit, code=None).stderr
    assert gated.git("rev-parse", "HEAD") == head
    assert "reviews" not in task(gated)


def test_a_reviewer_program_gets_the_task_and_gives_a_review(gated: Program) -> None:
    script = "import json,sys; t=json.load(sys.stdin); print(json.dumps({'grade':'B','report':t['title']}))"
    gated.git("config", "wmsgit.reviewer", f'python3 -c "{script}"')
    gated("task", "review", "WS-TASK-001", "--type", "completion")
    assert '"report": "Kubernetes for the form"' in json.dumps(task(gated)["reviews"])


@pytest.mark.parametrize(
    ("gates", "says", "code"),
    [
        ("gates: {task: {complet: {dependencies: closed}}}", "task has no transition 'complet'; did you mean", 3),
        ("gates: {tsk: {start: {dependencies: closed}}}", "'tsk' is not a kind; did you mean 'task'?", 3),
        ("gates: {task: {complete: {nothing_open: [drfit]}}}", "'drfit' is not a kind; did you mean 'drift'?", 3),
        ("gates: {task: {complete: {review: {type: plann, grade: A}}}}", "did you mean 'plan'?", 3),
        ("gates: {task: {complete: {review: {type: plan, grade: Z}}}}", "'Z' is not a grade of reviews", 3),
        ("gates: {task: {complete: {dependenciess: closed}}}", "did you mean 'dependencies'?", 3),
        ("gaets: {task: {complete: {dependencies: closed}}}", "did you mean 'gates'?", 3),
        ("gates: [task]", "is not a mapping", 3),
        ("gates: {isue: {resolve: {dependencies: closed}}}", "", 0),
        ("metadata: {gaps: 1}", "", 0),
    ],
)
def test_a_name_in_the_gates_that_nothing_has_stops_what_it_governs(
    wmsgit: Program, gates: str, says: str, code: int
) -> None:
    wmsgit("task", "add", "One")
    settings = wmsgit.folder / "records" / "workspace.yaml"
    settings.write_text(settings.read_text() + gates + "\n")
    for words in (["set", "WS-TASK-001", "status=in_progress"], ["ready", "--claim"]) if code else ():
        assert says in wmsgit(*words, code=code).stderr
    assert says in wmsgit("task", "start", "WS-TASK-001", code=code).stderr
    wmsgit("note", "WS-TASK-001", "other writes pass")
    wmsgit("undo")


def test_check_names_what_the_gates_misspell(wmsgit: Program) -> None:
    settings = wmsgit.folder / "records" / "workspace.yaml"
    settings.write_text(settings.read_text() + "gates:\n  task:\n    complet: {nothing_open: [drfit]}\n")
    output = wmsgit("check", code=1).stdout
    assert "task has no transition 'complet'; did you mean 'complete'?" in output
    assert "'drfit' is not a kind; did you mean 'drift'?" in output


def test_what_waits_for_something_open_is_closed_only_with_a_reason(wmsgit: Program) -> None:
    wmsgit("task", "add", "First")
    wmsgit("task", "add", "Second", "dependencies=WS-TASK-001")
    base = wmsgit.git("rev-parse", "HEAD").strip()
    assert "WS-TASK-001, which is pending" in wmsgit("task", "start", "WS-TASK-002").stderr
    assert "it waits for WS-TASK-001" in wmsgit("task", "complete", "WS-TASK-002", code=5).stderr
    wmsgit("task", "complete", "WS-TASK-002", "WS-TASK-001", "--dry-run")
    wmsgit("task", "complete", "WS-TASK-002", "--override", code=2)
    wmsgit("task", "complete", "WS-TASK-002", "--override", "-m", "done elsewhere")
    output = wmsgit("check", "--base", base).stdout
    assert "warning" in output
    assert "OPEN-DEPENDENCY" in output


def test_two_worktrees_of_one_person_claim_two_tasks(wmsgit: Program) -> None:
    wmsgit("task", "add", "First")
    wmsgit("task", "add", "Second")
    wmsgit.git("worktree", "add", "-q", "-b", "two", "../plane-two")
    assert wmsgit("ready", "--claim").stdout == "WS-TASK-001\n"
    assert wmsgit("ready", "--claim", cwd=wmsgit.folder.parent / "plane-two").stdout == "WS-TASK-002\n"


def test_the_environment_names_who_acts(wmsgit: Program) -> None:
    who = {"GIT_AUTHOR_NAME": "Robot", "GIT_AUTHOR_EMAIL": "robot@example.org"}
    wmsgit("task", "add", "First")
    wmsgit("task", "start", "WS-TASK-001", **who)
    assert "Robot" in wmsgit("show", "WS-TASK-001").stdout
    (wmsgit.folder / ".mailmap").write_text("R. Obot <r@example.org> <robot@example.org>\n")
    wmsgit("note", "WS-TASK-001", "hello", **who)
    assert "by: R. Obot" in (wmsgit.folder / "records" / "tasks" / "WS-TASK-001.yaml").read_text()
    wmsgit("undo", **who)


REJECTING = """
gates:
  task:
    start:
      review: {type: plan, grade: C, on_reject: block}
    complete:
      review: {type: completion, grade: B, on_reject: reopen}
"""


def test_a_review_that_does_not_meet_a_gate_does_what_the_gate_says(wmsgit: Program) -> None:
    wmsgit("task", "add", "One")
    settings = wmsgit.folder / "records" / "workspace.yaml"
    settings.write_text(settings.read_text() + REJECTING)
    wmsgit("save")
    wmsgit("task", "review", "1", "--grade", "C")
    assert task(wmsgit)["status"] == "pending"
    wmsgit("task", "review", "1", "--grade", "D")
    assert (task(wmsgit)["status"], task(wmsgit)["blocked_reason"]) == ("blocked", "its plan review gave D")
    assert "pending → blocked" in wmsgit.git("log", "-1", "--format=%B")
    wmsgit("task", "queue", "1")
    wmsgit("task", "review", "1", "--grade", "A", "--blocker", "ask ann")
    assert task(wmsgit)["blocked_reason"] == "ask ann"
    wmsgit("task", "review", "1", "--grade", "D")
    assert "asks to reopen it, which what is blocked cannot" in (
        wmsgit("task", "review", "1", "--type", "completion", "--grade", "F").stderr
    )
    settings.write_text(settings.read_text().replace("on_reject: block", "on_reject: blok"))
    refused = wmsgit("task", "review", "1", "--grade", "D", code=3).stderr
    assert "task has no transition 'blok'; did you mean 'block'?" in refused


def test_parts_of_a_plan_are_graded_on_their_own(wmsgit: Program) -> None:
    wmsgit("task", "add", "One")
    wmsgit("task", "review", "1", "--grade", "B", "--category", "design=b", "--category", "portability=A")
    assert task(wmsgit)["reviews"][0]["metadata"] == {"design": "B", "portability": "A"}  # type: ignore[index]
    assert "'Z' is no grade" in wmsgit("task", "review", "1", "--grade", "B", "--category", "x=z", code=3).stderr
    assert "is not NAME=GRADE" in wmsgit("task", "review", "1", "--category", "design", code=2).stderr


@pytest.mark.parametrize(
    ("title", "fields", "grade"),
    [
        ("Extend the LearningEngine", ("assigned_repo=trading",), "D"),
        ("Extend the learning engine", ("assigned_repo=trading",), "D"),
        ("Extend it", ("assigned_repo=trading", "notes=the Keys of it"), "D"),
        ("Extend the LearningEngine", ("repos_affected=trading",), "D"),
        ("Extend the LearningEngine", ("assigned_repo=core",), "B"),
        ("Extend the LearningEngine", ("repos_affected=all",), "C"),
        ("Extend the LearningEngines", ("assigned_repo=trading",), "B"),
        ("Turn the keys", ("assigned_repo=trading",), "B"),
        ("Extend core", ("assigned_repo=trading",), "B"),
        ("Let the OrderBook ask the LearningEngine", ("assigned_repo=trading",), "C"),
    ],
)
def test_the_reviewer_reads_components_in_titles_and_texts(
    wmsgit: Program, title: str, fields: tuple[str, ...], grade: str
) -> None:
    for name, repo in (("LearningEngine", "core"), ("Keys", "core"), ("OrderBook", "trading")):
        wmsgit("placement", "add", name, "component_type=class", f"correct_repo={repo}", "--no-commit")
    wmsgit("placement", "add", "core", "component_type=repository", "correct_repo=core")
    wmsgit("task", "add", title, *fields)
    said = wmsgit("task", "review", "1").stderr
    assert f"wmsgit: {grade}" in said
    assert ("belongs in core, not in trading" in said) == (grade == "D" or "ask" in title)
