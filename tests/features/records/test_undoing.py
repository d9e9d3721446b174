"""Undo: operations go back whole, or not at all."""

from pathlib import Path

import pytest
from clones import NOW, Clone, clones_of
from examples import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from places import LEGACY

from wmsgit.errors import ConflictError, NotFoundError, UsageError, WmsgitError
from wmsgit.features.exchange.actions.landing import ImportTerms
from wmsgit.features.exchange.actions.legacy import import_json
from wmsgit.features.records.actions.edit import format_records, save
from wmsgit.features.records.actions.transition import transition
from wmsgit.features.records.actions.undo import recent_operations, redo, undo, undone_operations
from wmsgit.features.records.actions.write import note, remove
from wmsgit.features.renumber.actions.renumber import renumber
from wmsgit.features.sessions.actions.current import current_session
from wmsgit.features.sessions.actions.sessions import start_session
from wmsgit.workspace.writing.operation import WriteOptions


@pytest.fixture
def plane(root: Path) -> Clone:
    return Clone(root)


def test_undone_addition_is_gone_and_the_undo_of_the_undo_brings_it_back(plane: Clone) -> None:
    before = plane.tree()
    place = plane.task("One")
    after, text = plane.tree(), plane.text(place.path)
    undo(plane.ws)
    assert plane.tree() == before
    assert plane.git("log", "-1", "--format=%s") == "undo: WS-TASK-001: add One"
    redo(plane.ws)
    assert (plane.tree(), plane.text(place.path)) == (after, text)
    assert (
        plane.git("log", "-1", "--format=%s|%(trailers:key=Wmsgit-Op,valueonly)") == "redo: WS-TASK-001: add One|undo"
    )
    undo(plane.ws)
    assert plane.tree() == before


def test_undo_goes_back_step_by_step_and_redo_forward_until_something_else_is_done(plane: Clone) -> None:
    states = [plane.tree()]
    for title in ("One", "Two", "Three"):
        plane.task(title)
        states.append(plane.tree())
    with pytest.raises(NotFoundError, match="no undo to redo"):
        redo(plane.ws)
    for walk in ([2, 1, 0], [1, 2], [1], [2, 3]):
        here = states.index(plane.tree())
        for there in walk:
            (undo if there < here else redo)(plane.ws)
            assert plane.tree() == states[there]
            here = there
    with pytest.raises(NotFoundError):
        redo(plane.ws)
    undo(plane.ws)
    subjects = {one.commit: one.subject for one in recent_operations(plane.ws, 99)}
    assert "WS-TASK-003: add Three" in {subjects[commit] for commit in undone_operations(plane.ws)}
    assert "WS-TASK-002: add Two" not in {subjects[commit] for commit in undone_operations(plane.ws)}
    plane.set("WS-TASK-001", "priority=HIGH")
    with pytest.raises(NotFoundError):
        redo(plane.ws)


def test_undo_passes_by_the_operations_of_others(plane: Clone) -> None:
    plane.task("One")
    plane.git("config", "user.email", "bob@example.org")
    plane.task("Two")
    plane.git("config", "user.email", "ann@example.org")
    mine = recent_operations(plane.ws, 9)[1].email
    plane.git("config", "user.email", mine)
    undo(plane.ws)
    assert list(plane.titles().values()) == ["Two"]


def test_undo_of_an_older_release_is_read_by_its_subject(plane: Clone) -> None:
    plane.task("One")
    before = plane.tree()
    plane.task("Two")
    undo(plane.ws)
    plane.git("commit", "-q", "--amend", "-m", "undo: WS-TASK-002: add Two\n\nWmsgit-Op: undo")
    undo(plane.ws)
    assert plane.titles() == {}
    redo(plane.ws)
    assert plane.tree() == before


def test_every_sort_of_operation_goes_back_byte_for_byte(plane: Clone) -> None:
    ws, place = plane.ws, plane.task("One", "labels=a, b")
    plane.task("Two")
    text = plane.text(place.path).replace("title: One", "title: 'One' # mine") + "priority: LOW\n"
    plane.write(place.path, text)

    def transit() -> None:
        transition(plane.ws, plane.ws.places(["WS-TASK-001"]), "start")

    for write in (
        lambda: save(plane.ws),
        transit,
        lambda: note(plane.ws, [place], "seen"),
        lambda: format_records(plane.ws, [place], write=True),
        lambda: renumber(plane.ws, "WS-TASK-001", "T-9"),
        lambda: remove(plane.ws, plane.ws.places(["WS-TASK-002"])),
    ):
        before = plane.tree()
        write()
        after = plane.tree()
        assert after != before
        undo(plane.ws)
        assert plane.tree() == before
        redo(plane.ws)
        assert plane.tree() == after
    assert plane.status() == ""
    assert ws.dirs is not None


def test_import_of_many_records_goes_back_as_one(plane: Clone) -> None:
    before = plane.tree()
    outcome, _ = import_json(plane.ws, LEGACY, terms=ImportTerms(create_repos=True))
    assert len(outcome.changes) > 60
    plane.add("issue", "Mine", "issue_type=x", "severity=LOW", record_id="mine")
    undo(plane.ws, "2")
    assert plane.git("ls-files", "records/issues", "records/tasks") == "records/issues/mine.yaml"
    undo(plane.ws, plane.git("rev-parse", "HEAD~1"))
    assert plane.tree() == before or plane.git("ls-files", "records/issues") == ""


def test_number_counts_operations_and_passes_over_hand_commits(plane: Clone) -> None:
    plane.task("One")
    plane.task("Two")
    plane.write("README.md", "by hand\n")
    plane.commit_all()
    assert [one.subject for one in recent_operations(plane.ws, 2)] == ["WS-TASK-002: add Two", "WS-TASK-001: add One"]
    undo(plane.ws, "2")
    assert plane.titles() == {"WS-TASK-002": "Two"}
    assert plane.text("README.md") == "by hand\n"


def test_other_work_is_left_alone(plane: Clone) -> None:
    one, two = plane.task("One"), plane.task("Two")
    plane.set("WS-TASK-001", "priority=HIGH")
    plane.write(two.path, plane.text(two.path) + "notes: mine\n")
    plane.write("staged.txt", "staged\n")
    plane.git("add", "staged.txt")
    undo(plane.ws)
    assert "priority" not in plane.text(one.path)
    assert plane.status().splitlines() == ["M " + two.path, "A  staged.txt"]


def test_later_change_of_another_field_stays(plane: Clone) -> None:
    place = plane.task("One", "priority=LOW", "labels=a")
    plane.set("WS-TASK-001", "priority=HIGH", "goal=win")
    plane.set("WS-TASK-001", "labels+=b")
    undo(plane.ws, "2")
    data = plane.data(place.id)
    assert (data["priority"], data["labels"], data.get("goal")) == ("LOW", ["a", "b"], None)


def test_later_change_of_the_same_field_is_named_and_stops_the_undo(plane: Clone) -> None:
    plane.task("One", "priority=LOW")
    plane.set("WS-TASK-001", "priority=HIGH")
    plane.set("WS-TASK-001", "priority=CRITICAL")
    before = plane.head()
    with pytest.raises(ConflictError, match="later changes stand on it") as caught:
        undo(plane.ws, "2")
    assert caught.value.details[0].startswith("records/tasks/WS-TASK-001.yaml: ")
    assert "priority HIGH → CRITICAL" in caught.value.details[0]
    assert (plane.head(), plane.status()) == (before, "")


def test_later_change_by_hand_of_what_was_only_layout_stops_the_undo(plane: Clone) -> None:
    place = plane.task("One")
    plane.write(place.path, plane.text(place.path) + "notes: x   # why\n")
    save(plane.ws)
    plane.set("WS-TASK-001", "labels=a")
    with pytest.raises(ConflictError, match="later changes"):
        undo(plane.ws, "2")


def test_record_that_was_referred_to_later_does_not_vanish(plane: Clone) -> None:
    plane.task("One")
    plane.task("Two", "dependencies=WS-TASK-001")
    with pytest.raises(ConflictError) as caught:
        undo(plane.ws, "2")
    assert caught.value.details[0].startswith("WS-TASK-002: refers to WS-TASK-001: ")
    assert "WS-TASK-002: add Two" in caught.value.details[0]


def test_reference_that_is_older_than_the_record_does_not_stop_the_undo(plane: Clone) -> None:
    plane.task("Two", "dependencies=LATER-1")
    plane.task("One", record_id="LATER-1")
    undo(plane.ws)
    assert plane.titles() == {"WS-TASK-001": "Two"}


def test_uncommitted_edit_of_the_record_stops_the_undo(plane: Clone) -> None:
    place = plane.task("One")
    plane.write(place.path, plane.text(place.path) + "notes: mine\n")
    with pytest.raises(ConflictError, match="uncommitted edits"):
        undo(plane.ws)
    assert plane.text(place.path).endswith("notes: mine\n")


def test_removed_record_does_not_come_back_under_an_id_that_was_given_again(plane: Clone) -> None:
    place = plane.task("One")
    remove(plane.ws, [place])
    plane.add("issue", "Late", "issue_type=x", "severity=LOW", record_id="ws-task-001")
    with pytest.raises(ConflictError, match="has the id now"):
        undo(plane.ws, "2")


def test_what_is_no_operation_is_refused(plane: Clone) -> None:
    plane.task("One")
    plane.write("x.txt", "x\n")
    plane.commit_all()
    for chosen, error in (
        ("HEAD", ConflictError),
        ("0", UsageError),
        ("99", NotFoundError),
        ("no-such", NotFoundError),
        ("--all", NotFoundError),
        ("2", ConflictError),  # init
    ):
        with pytest.raises(error):
            undo(plane.ws, chosen)
    plane.git("checkout", "-q", "-b", "side", "HEAD~1")
    plane.set("WS-TASK-001", "labels=a")
    plane.git("merge", "-q", "--no-edit", "--no-ff", "-")
    with pytest.raises(ConflictError, match="merge"):
        undo(plane.ws, "HEAD")
    with pytest.raises(NotFoundError):
        undo(plane.ws, plane.git("commit-tree", "-m", "x", "HEAD^{tree}"))


def test_last_operation_of_somebody_else_is_undone_only_when_it_is_named(plane: Clone) -> None:
    plane.task("One")
    plane.git("config", "user.email", "bob@example.org")
    with pytest.raises(NotFoundError, match="no operation of yours"):
        undo(plane.ws)
    undo(plane.ws, "1")
    assert plane.titles() == {}


def test_renumber_goes_back_with_its_pair_turned_round_unless_it_is_published(
    plane: Clone, root: Path, tmp_path: Path
) -> None:
    session = start_session(plane.ws).changes[0].id
    renumber(plane.ws, session, "S-2")
    undo(plane.ws)
    assert plane.git("log", "-1", "--format=%(trailers:key=Wmsgit-Renumber,valueonly)") == f"S-2 {session}"
    current = current_session(plane.ws)
    assert current is not None
    assert current.id == session
    ann = clones_of(root, tmp_path, ["ann"])[0]
    ann.task("One")
    renumber(ann.ws, "WS-TASK-001", "T-1")
    ann.push()
    with pytest.raises(ConflictError, match="a published id never moves"):
        undo(ann.ws)


def test_dry_run_of_an_undo_writes_nothing(plane: Clone) -> None:
    plane.task("One")
    before = plane.head()
    outcome = undo(plane.ws, how=WriteOptions(dry_run=True))
    assert [change.change for change in outcome.changes] == ["removed"]
    assert plane.head() == before


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "set", "label", "note", "rm", "undo", "undo"]), st.integers(1, 4)), max_size=6
)


@settings(max_examples=examples(6), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_undo_either_gives_the_fields_as_before_or_changes_nothing(plane: Clone, steps: list[tuple[str, int]]) -> None:
    """The last operation can always be undone, and the tree is then the one before it."""
    plane.git("reset", "-q", "--hard", plane.git("rev-list", "--max-parents=0", "HEAD"))
    for verb, number in steps:
        head = plane.head()
        name = f"T-{number}"
        try:
            _step(plane, verb, number, name)
        except WmsgitError:
            assert (plane.head(), plane.status()) == (head, "")
        else:
            if verb == "undo" and number == 1:
                assert plane.git("rev-parse", "HEAD^{tree}") == plane.git("rev-parse", f"{head}^^{{tree}}")
        assert plane.status() == ""


def _step(plane: Clone, verb: str, number: int, name: str) -> None:
    ws = plane.ws
    if verb == "undo":
        undo(ws, str(number))
    elif verb == "add":
        plane.task(f"Task {number}", record_id=name)
    elif verb == "rm":
        remove(ws, ws.places([name]))
    elif verb == "note":
        note(ws, ws.places([name]), f"{NOW}")
    else:
        plane.set(name, "priority=HIGH" if verb == "set" else f"labels+={len(plane.head())}{plane.head()[:3]}")


@pytest.mark.parametrize(
    ("attributes", "settings"),
    [
        ("*.yaml filter=swap\n", {"filter.swap.clean": "tr a-z b-za", "filter.swap.smudge": "tr b-za a-z"}),
        ("*.yaml text eol=crlf\n", {}),
        ("*.yaml text\n", {"core.eol": "crlf"}),
    ],
)
def test_undo_writes_what_git_itself_would_check_out(plane: Clone, attributes: str, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        plane.git("config", name, value)
    plane.write(".gitattributes", attributes)
    plane.git("add", "-A")
    plane.git("commit", "-qm", "attributes")
    place = plane.task("One", "labels=a, b")
    plane.git("rm", "-q", "--cached", place.path)
    plane.git("reset", "-q", "--hard")
    text, blob = (plane.root / place.path).read_bytes(), plane.git("rev-parse", f"HEAD:{place.path}")
    note(plane.ws, [place], "seen")
    undo(plane.ws)
    assert (plane.root / place.path).read_bytes() == text
    assert plane.git("rev-parse", f"HEAD:{place.path}") == blob
    assert not plane.git("status", "--porcelain")
    remove(plane.ws, plane.ws.places(["WS-TASK-001"]))
    undo(plane.ws)
    assert (plane.root / place.path).read_bytes() == text
    assert not plane.git("status", "--porcelain")
