"""Sync: clones of one bare repository become the same, or stop with everything intact."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from clones import Clone, clones_of

from wmsgit.errors import ConflictError, GitError
from wmsgit.features.check.actions.run import check
from wmsgit.features.sync.actions.sync import ATTEMPTS, Synced, SyncOptions, sync
from wmsgit.vcs.locate import require_git_dirs
from wmsgit.vcs.refs import in_progress
from wmsgit.vcs.write.lock import writing_lock

Make = Callable[[str], Clone]


@pytest.fixture
def make(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes clones of one bare repository; the merge driver is on the path, as after an installation."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return lambda name: clones_of(root, tmp_path, [name])[0]


@pytest.fixture
def ann(make: Make) -> Clone:
    return make("ann")


@pytest.fixture
def bob(make: Make) -> Clone:
    return make("bob")


def synced(clone: Clone, **terms: object) -> Synced:
    return sync(clone.ws, SyncOptions(**terms), pause=lambda _: None)  # type: ignore[arg-type]


def bare(clone: Clone) -> Path:
    return clone.root.parent / "bare.git"


def hook(clone: Clone, name: str, script: str) -> Path:
    path = bare(clone) / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_commits_go_and_come_and_a_second_sync_does_nothing(ann: Clone, bob: Clone) -> None:
    ann.task("One")
    done = synced(ann)
    assert (done.sent, done.received, done.pushed_to.startswith("origin/")) == (1, 0, True)
    done = synced(bob)
    assert (done.sent, done.received) == (0, 1)
    assert bob.head() == ann.head()
    assert synced(bob) == Synced(done.upstream)
    assert "wmsgit-merge" in bob.git("config", "merge.wmsgit.driver")


def test_ids_that_were_taken_are_given_up_with_our_references(ann: Clone, bob: Clone) -> None:
    ann.task("Ann's")
    synced(ann)
    bob.task("Bob's")
    bob.task("Next", "dependencies=WS-TASK-001", "notes=after WS-TASK-001")
    done = synced(bob)
    assert done.renumbered == (("WS-TASK-001", "WS-TASK-003"),)
    assert bob.titles() == {"WS-TASK-001": "Ann's", "WS-TASK-002": "Next", "WS-TASK-003": "Bob's"}
    assert (bob.data("WS-TASK-002")["dependencies"], bob.data("WS-TASK-002")["notes"]) == (
        ["WS-TASK-003"],
        "after WS-TASK-003",
    )
    synced(ann)
    assert ann.head() == bob.head()
    assert check(ann.ws).findings == ()


def test_fields_of_one_record_that_both_changed_merge_through_the_driver(ann: Clone, bob: Clone) -> None:
    ann.task("One", "repo=a")
    synced(ann)
    synced(bob)
    ann.set("WS-TASK-001", "priority=HIGH", "repo+=b")
    bob.set("WS-TASK-001", "labels=x", "repo+=c")
    synced(ann)
    synced(bob)
    data = bob.data("WS-TASK-001")
    assert (data["priority"], data["labels"], set(data["repos_affected"])) == ("HIGH", ["x"], {"a", "b", "c"})  # type: ignore[call-overload]
    assert bob.status() == ""


def test_record_that_one_side_moved_and_the_other_changed_needs_no_person(ann: Clone, bob: Clone) -> None:
    path = ann.task("One", "priority=LOW").path
    synced(ann)
    synced(bob)
    moved = path.replace("tasks/", "tasks/2026/")
    ann.write(moved, ann.text(path) + "notes: moved\n")
    (ann.root / path).unlink()
    ann.commit_all()
    synced(ann)
    bob.set("WS-TASK-001", "priority=HIGH")
    synced(bob)
    assert (bob.data("WS-TASK-001")["priority"], bob.data("WS-TASK-001")["notes"]) == ("HIGH", "moved")
    assert (bob.status(), (bob.root / path).exists()) == ("", False)


def bob_of_another_mind(ann: Clone, bob: Clone) -> str:
    """Both give one field another value, and ann's is published; gives bob's head."""
    ann.task("One")
    synced(ann)
    synced(bob)
    ann.set("WS-TASK-001", "priority=HIGH")
    bob.set("WS-TASK-001", "priority=LOW")
    synced(ann)
    return bob.head()


def test_interrupted_rebase_leaves_everything_as_it_was(ann: Clone, bob: Clone) -> None:
    before = bob_of_another_mind(ann, bob)
    bob.git("config", "merge.wmsgit.driver", "kill -INT 0; exit 1 # wmsgit-merge")  # as ^C: to the whole group
    program = [sys.executable, "-m", "wmsgit", "sync", "--rebase"]
    done = subprocess.run(program, cwd=bob.root, capture_output=True, start_new_session=True, check=False)
    assert done.returncode == 130
    assert (bob.head(), bob.git("status", "--porcelain", "-uno")) == (before, "")
    assert in_progress(require_git_dirs(bob.root)) == ""


def test_field_that_both_changed_waits_for_a_person_and_the_abort_restores(ann: Clone, bob: Clone) -> None:
    before = bob_of_another_mind(ann, bob)
    with pytest.raises(ConflictError, match="waits for decisions") as caught:
        synced(bob)
    assert caught.value.details == ("records/tasks/WS-TASK-001.yaml",)
    with pytest.raises(ConflictError, match="a merge is in progress"):
        synced(bob)
    bob.git("merge", "--abort")
    assert (bob.head(), bob.status()) == (before, "")


def test_rebase_puts_ours_on_top_and_merges_where_ids_were_taken(ann: Clone, bob: Clone) -> None:
    ann.task("Ann's", record_id="A-1")
    synced(ann)
    bob.task("Bob's", record_id="B-1")
    synced(bob, rebase=True)
    assert bob.git("rev-list", "--merges", "HEAD") == ""
    ann.task("Ann's second", record_id="B-2")
    synced(ann, rebase=True)
    bob.task("Bob's second", record_id="B-2")
    done = synced(bob, rebase=True)
    assert done.renumbered == (("B-2", "B-3"),)
    assert "merged instead" in done.warnings[0]
    assert bob.titles() == {"A-1": "Ann's", "B-1": "Bob's", "B-2": "Ann's second", "B-3": "Bob's second"}


def test_record_that_went_through_a_squashed_pull_request_is_not_renumbered(ann: Clone, bob: Clone) -> None:
    place = ann.task("One")
    synced(ann, pr="ann/one")
    bob.write(place.path, ann.text(place.path))
    bob.commit_all("squashed")
    synced(bob)
    assert synced(ann).renumbered == ()
    assert ann.titles() == {"WS-TASK-001": "One"}


def test_protected_branch_is_told_and_a_branch_for_a_pull_request_is_pushed(ann: Clone) -> None:
    main = ann.git("branch", "--show-current")
    hook(ann, "update", f'[ "$1" != refs/heads/{main} ] || {{ echo "protected branch" >&2; exit 1; }}')
    ann.task("One")
    before = ann.head()
    with pytest.raises(ConflictError, match="does not take pushes") as caught:
        synced(ann)
    assert "--pr" in caught.value.hint
    done = synced(ann, pr="ann/one")
    assert done.pushed_to == "origin/ann/one"
    assert ann.git("ls-remote", "origin", "refs/heads/ann/one").startswith(before)
    assert ann.git("rev-parse", "--abbrev-ref", "@{upstream}") == f"origin/{main}"


def test_remote_that_moves_meanwhile_is_tried_again_but_not_for_ever(ann: Clone, bob: Clone) -> None:
    count = 0
    times = 2

    def meddle(step: str) -> None:
        nonlocal count
        if step.startswith("pushing") and count < times:
            count += 1
            bob.git("commit", "-q", "--allow-empty", "-m", f"meddled {count}")
            bob.push()

    ann.task("One")
    done = sync(ann.ws, tell=meddle, pause=lambda _: None)
    assert (done.received, done.sent) == (2, 3)
    assert "moved in between" in done.warnings[0]
    synced(bob)
    count, times = 0, ATTEMPTS
    ann.set("WS-TASK-001", "labels=x")
    with pytest.raises(ConflictError, match=f"moved {ATTEMPTS} times"):
        sync(ann.ws, tell=meddle, pause=lambda _: None)
    assert ann.data("WS-TASK-001")["labels"] == ["x"]


def test_merge_whose_result_is_not_valid_waits_for_a_person(ann: Clone, bob: Clone) -> None:
    ann.task("One")
    ann.task("Two")
    synced(ann)
    synced(bob)
    ann.set("WS-TASK-001", "dependencies=WS-TASK-002")
    bob.set("WS-TASK-002", "dependencies=WS-TASK-001")
    synced(ann)
    before = bob.head()
    with pytest.raises(ConflictError, match="together is not") as caught:
        synced(bob)
    assert "CYCLE" in caught.value.details[0]
    bob.git("merge", "--abort")
    with pytest.raises(ConflictError, match="together is not"):
        synced(bob, rebase=True)
    assert (bob.head(), bob.status()) == (before, "")


def test_what_was_wrong_on_one_side_already_does_not_stop_the_other(ann: Clone, bob: Clone) -> None:
    ann.write("records/tasks/T-1.yaml", "title: Bad\nstatus: nonsense\ncreated: 2026-01-01T00:00:00Z\n")
    ann.commit_all()
    ann.push()
    bob.task("Good")
    assert synced(bob).received == 1


def test_work_that_is_not_committed_stops_the_sync_only_where_it_is_a_record(ann: Clone, bob: Clone) -> None:
    bob.task("Two", record_id="B-1")
    synced(bob)
    place = ann.task("One")
    ann.write("notes.txt", "mine\n")
    ann.write(place.path, ann.text(place.path) + "notes: x\n")
    with pytest.raises(ConflictError, match="not committed") as caught:
        synced(ann)
    assert caught.value.details == (place.path,)
    ann.git("checkout", place.path)
    synced(ann)
    assert ann.status() == "?? notes.txt"


def test_one_clear_error_for_each_thing_that_is_missing(ann: Clone) -> None:
    main = ann.git("branch", "--show-current")
    before = ann.head()
    ann.git("checkout", "-q", "--detach")
    with pytest.raises(GitError, match="HEAD is on no branch"):
        synced(ann)
    ann.git("checkout", "-q", main)
    with pytest.raises(GitError, match="there is no remote 'nowhere'"):
        synced(ann, remote="nowhere")
    ann.git("remote", "set-url", "origin", str(ann.root / "gone"))
    with pytest.raises(GitError, match="cannot fetch from origin"):
        synced(ann)
    ann.git("remote", "remove", "origin")
    with pytest.raises(GitError, match="there is no remote"):
        synced(ann)
    assert (ann.head(), ann.status()) == (before, "")


def test_branch_without_an_upstream_is_pushed_and_gets_one(ann: Clone) -> None:
    ann.git("checkout", "-q", "-b", "topic", "--no-track")
    ann.task("One")
    assert synced(ann).pushed_to == "origin/topic"
    assert ann.git("rev-parse", "--abbrev-ref", "@{upstream}") == "origin/topic"
    assert synced(ann).pushed_to == ""


def test_history_that_was_rewritten_is_not_brought_back(ann: Clone, bob: Clone) -> None:
    ann.task("One")
    synced(ann)
    synced(bob)
    ann.git("reset", "-q", "--hard", "HEAD~1")
    ann.task("Other", record_id="X-1")
    ann.push("--force")
    bob.task("Two")
    before = bob.head()
    with pytest.raises(ConflictError, match="was rewritten"):
        synced(bob)
    assert (bob.head(), bob.status()) == (before, "")


def test_untracked_file_in_the_way_of_the_merge_is_kept(ann: Clone, bob: Clone) -> None:
    ann.write("notes.txt", "ann\n")
    ann.commit_all()
    ann.push()
    bob.task("One")
    bob.write("notes.txt", "bob\n")
    before = bob.head()
    with pytest.raises(ConflictError, match="does not begin"):
        synced(bob)
    assert (bob.head(), bob.text("notes.txt")) == (before, "bob\n")


def test_hook_that_refuses_the_merge_leaves_everything_as_it_was(ann: Clone, bob: Clone) -> None:
    ann.task("One", record_id="A-1")
    synced(ann)
    bob.task("Two", record_id="B-1")
    before = bob.head()
    bob.write(".git/hooks/commit-msg", "#!/bin/sh\necho not today >&2; exit 1\n")
    (bob.root / ".git/hooks/commit-msg").chmod(0o755)
    with pytest.raises(GitError, match="refused the merge") as caught:
        synced(bob)
    assert "not today" in caught.value.details
    assert (bob.head(), bob.status()) == (before, "")


def test_hook_that_refuses_the_rebase_leaves_everything_as_it_was(ann: Clone, bob: Clone) -> None:
    ann.task("One", record_id="A-1")
    synced(ann)
    bob.task("Two", record_id="B-1")
    before = bob.head()
    bob.write(".git/hooks/prepare-commit-msg", "#!/bin/sh\necho not today >&2; exit 1\n")
    (bob.root / ".git/hooks/prepare-commit-msg").chmod(0o755)
    with pytest.raises(GitError, match="refused the rebase") as caught:
        synced(bob, rebase=True)
    assert "not today" in caught.value.details
    assert (bob.head(), bob.status(), in_progress(require_git_dirs(bob.root))) == (before, "", "")


def test_writers_and_syncs_wait_for_one_another(ann: Clone, bob: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    bob.task("One")
    synced(bob)
    held = ann.ws.require_dirs().common_dir
    impatient = partial(writing_lock, timeout_s=0.1)
    monkeypatch.setattr("wmsgit.features.sync.actions.sync.writing_lock", impatient)
    with writing_lock(held), pytest.raises(ConflictError, match="another wmsgit command is writing"):
        synced(ann)
    assert synced(ann).received == 1


@pytest.mark.parametrize(("count", "turns"), [(8, 24), pytest.param(20, 40, marks=pytest.mark.deep)])
def test_clones_that_work_and_sync_at_random_become_the_same(make: Make, count: int, turns: int) -> None:
    """Each clone adds records and changes shared ones; nothing that was reported as done is lost."""
    chance = random.Random(20)
    first = make("c00")
    first.task("Shared 1", record_id="S-1")
    first.task("Shared 2", record_id="S-2")
    synced(first)
    clones = [first, *(Clone(first.root.with_name(f"c{number:02}")) for number in range(1, count))]
    for clone in clones[1:]:
        shutil.copytree(first.root, clone.root, symlinks=True)
    titles, labels = {"Shared 1", "Shared 2"}, {"S-1": set[str](), "S-2": set[str]()}
    for turn in range(turns):
        clone = chance.choice(clones)
        deed = chance.random()
        if deed < 0.45:
            title = f"{clone.root.name} {turn}"
            own = sorted(set(clone.titles()) - {"S-1", "S-2"})
            clone.task(title, *([f"dependencies={own[-1]}"] if own and chance.random() < 0.5 else []))
            titles.add(title)
        elif deed < 0.6:
            name = chance.choice(["S-1", "S-2"])
            clone.set(name, f"labels+=t{turn}")
            labels[name].add(f"t{turn}")
        else:
            synced(clone)
    for clone in clones:
        synced(clone)
    last = clones[-1]
    heads = [clone.head() for clone in clones]
    assert last.git("rev-list", *heads, "--not", last.head()) == "", "each can be moved forward to the last"
    found = last.titles()
    assert sorted(found.values()) == sorted(titles)
    assert {name: set(last.data(name)["labels"]) for name in labels} == labels  # type: ignore[call-overload]
    assert check(last.ws).findings == ()
    assert last.status() == ""
