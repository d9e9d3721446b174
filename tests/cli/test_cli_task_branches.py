"""One branch and one worktree in each repository: made together or not at all, removed only where nothing is lost."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from across_plane import Across, copied
from cli_program import at_once

BRANCH = "ws-task-001-rotate-the-keys"
REPOS = ("api", "lib", "web")


@pytest.fixture
def across(across_template: Path, tmp_path: Path) -> Across:
    added = ("task", "add", "Rotate the keys", *(f"repos_affected+={name}" for name in REPOS))
    return copied(across_template, tmp_path, added)


def branches(across: Across) -> set[str]:
    return {
        name for name in REPOS if BRANCH in across.at(name).git("branch", "--list", "--format=%(refname:short)", BRANCH)
    }


def status(across: Across) -> str:
    return str(json.loads(across.wmsgit("task", "show", "1", "--format", "json").stdout)[0]["status"])


def folder(across: Across) -> Path:
    return across.folder / "work" / "WS-TASK-001"


def nothing_made(across: Across) -> bool:
    lists = {across.at(name).git("worktree", "list", "--porcelain").count("worktree ") for name in REPOS}
    return not branches(across) and lists == {1} and not folder(across).exists() and status(across) == "pending"


def test_start_makes_a_branch_and_a_worktree_in_each_repository(across: Across) -> None:
    across.at("api").git("switch", "-q", "-c", "other")
    across.commit("api", "Of another branch")
    (across.folder / "api" / "a").write_text("in use\n")
    across.wmsgit("task", "start", "1", "--worktree", "--code-workspace")
    assert status(across) == "in_progress"
    for name in REPOS:
        at = across.at(f"work/WS-TASK-001/{name}")
        assert at.git("branch", "--show-current").strip() == BRANCH
        assert at.git("rev-parse", "HEAD") == across.at(name).git("rev-parse", "origin/main")
    assert across.at("api").git("branch", "--show-current").strip() == "other"
    listed = json.loads((folder(across) / "WS-TASK-001.code-workspace").read_text())
    assert [Path(item["path"]).name for item in listed["folders"]] == list(REPOS)
    again = across.wmsgit("task", "start", "1", "--worktree")
    assert again.stderr.count("is there already") == 3
    inside = across.wmsgit("task", "list", "--format", "ids", cwd=folder(across) / "web")
    assert inside.stdout == "WS-TASK-001\n"


def test_start_follows_a_branch_that_a_colleague_has_pushed(across: Across) -> None:
    across.at("lib").git("push", "-q", "origin", f"main:refs/heads/{BRANCH}")
    across.at("lib").git("fetch", "-q")
    across.wmsgit("task", "start", "1", "--branch")
    assert across.at("lib").git("rev-parse", "--abbrev-ref", f"{BRANCH}@{{upstream}}").strip() == f"origin/{BRANCH}"
    assert branches(across) == set(REPOS)


def taken_branch(across: Across) -> None:
    across.at("web").git("branch", BRANCH)


def taken_folder(across: Across) -> None:
    across.wmsgit.git("config", "wmsgit.worktrees", "../elsewhere")
    taken = across.folder / "elsewhere" / "WS-TASK-001" / "web"
    taken.mkdir(parents=True)
    (taken / "mine").write_text("mine\n")


def refusing_hook(across: Across, name: str = "post-checkout") -> None:
    hook = across.folder / "web" / ".git" / "hooks" / name
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)


def refusing_ref_hook(across: Across) -> None:
    refusing_hook(across, "reference-transaction")


def failing_command(across: Across) -> None:
    across.wmsgit.git("config", "wmsgit.repo.web.prepare", "touch made-by-prepare; echo no compiler; false")


def no_place(across: Across) -> None:
    across.wmsgit.git("config", "wmsgit.worktrees", "/dev/null/x")


def no_default_branch(across: Across) -> None:
    across.wmsgit("repo", "set", "web", "default_branch=trunk")


def absent_member(across: Across) -> None:
    across.wmsgit.git("config", "wmsgit.repo.web.path", "../nowhere")


def held_by_another(across: Across) -> None:
    across.wmsgit("task", "set", "1", "assigned_to=Bo")


FAULTS = {
    taken_branch: 5, taken_folder: 5, refusing_hook: 6, refusing_ref_hook: 6, failing_command: 6, no_place: 6,
    no_default_branch: 5, absent_member: 5, held_by_another: 5,
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_fault_at_any_step_leaves_nothing_half_made(across: Across, fault: Callable[[Across], None]) -> None:
    fault(across)
    before = across.wmsgit.git("rev-parse", "HEAD")
    own = branches(across)
    done = across.wmsgit("task", "start", "1", "--worktree", code=FAULTS[fault])
    assert across.wmsgit.git("rev-parse", "HEAD") == before
    assert branches(across) == own
    assert {across.at(name).git("worktree", "list", "--porcelain").count("worktree ") for name in REPOS} == {1}
    assert not folder(across).exists()
    assert status(across) == "pending"
    assert "web" in done.stderr or fault in {no_place, held_by_another}
    if fault is taken_folder:
        assert (across.folder / "elsewhere" / "WS-TASK-001" / "web" / "mine").read_text() == "mine\n"


def test_killed_start_is_undone_by_the_next(across: Across) -> None:
    across.wmsgit.git("config", "wmsgit.repo.web.prepare", "kill -9 $PPID")
    process = across.wmsgit.start("task", "start", "1", "--worktree", stderr=subprocess.DEVNULL)
    assert process.wait(timeout=60) == -9
    assert branches(across) == set(REPOS)
    assert status(across) == "pending"
    across.wmsgit.git("config", "--unset", "wmsgit.repo.web.prepare")
    done = across.wmsgit("task", "clean", "1")
    assert "the start of WS-TASK-001 was interrupted and is undone" in done.stderr
    assert nothing_made(across)
    across.wmsgit("task", "start", "1", "--worktree")
    assert branches(across) == set(REPOS)


def test_work_in_a_worktree_of_a_killed_start_stays(across: Across) -> None:
    across.wmsgit.git("config", "wmsgit.repo.web.prepare", "kill -9 $PPID")
    across.wmsgit.start("task", "start", "1", "--worktree", stderr=subprocess.DEVNULL).wait(timeout=60)
    (folder(across) / "api" / "mine").write_text("mine\n")
    across.commit("work/WS-TASK-001/lib", "Mine")
    done = across.wmsgit("task", "clean", "1", code=5)
    assert "there is work in" in done.stderr
    assert (folder(across) / "api" / "mine").read_text() == "mine\n"
    assert branches(across) == {"api", "lib"}


def test_ignored_files_are_carried_and_the_worktree_is_prepared(across: Across) -> None:
    across.commit("api", "Ignore", ".gitignore", ".env*\nbuild/\n")
    across.push("api")
    (across.folder / "api" / ".env.local").write_text("KEY=1\n")
    (across.folder / "api" / "build").mkdir()
    (across.folder / "api" / "build" / "x").write_text("x\n")
    across.wmsgit.git("config", "wmsgit.repo.api.carry", ".env*")
    across.wmsgit.git("config", "wmsgit.repo.api.prepare", "cat .env.local > build-it")
    across.wmsgit.git("config", "wmsgit.start", "worktree")
    across.wmsgit("task", "start", "1")
    assert (folder(across) / "api" / "build-it").read_text() == "KEY=1\n"
    assert not (folder(across) / "api" / "build").exists()


def test_switch_is_refused_where_a_clone_is_in_use(across: Across) -> None:
    (across.folder / "lib" / "README").write_text("changed\n")
    assert "changes that are in no commit" in across.wmsgit("task", "start", "1", "--switch", code=5).stderr
    across.at("lib").git("checkout", "-q", "--", "README")
    across.wmsgit("task", "start", "1", "--switch")
    assert {across.at(name).git("branch", "--show-current").strip() for name in REPOS} == {BRANCH}


def test_clean_refuses_with_every_reason_and_removes_what_is_merged(across: Across) -> None:
    across.wmsgit("task", "start", "1", "--worktree")
    across.commit("work/WS-TASK-001/api", "Add a key")
    across.commit("work/WS-TASK-001/lib", "Add a lib")
    (folder(across) / "web" / "new").write_text("new\n")
    across.push("work/WS-TASK-001/lib", "-u", "origin", BRANCH)
    done = across.wmsgit("task", "clean", "1", code=5)
    for line in ("api: unmerged: 1", f"api: unpushed: {BRANCH}", "lib: unmerged: 1", "web: dirty: 1 unknown"):
        assert line in done.stderr
    assert "lib: unpushed" not in done.stderr
    assert branches(across) == set(REPOS)
    across.at("api").git("merge", "-q", "--squash", BRANCH)
    across.at("api").git("commit", "-q", "-m", "Squashed (#1)")
    across.push("api")
    (folder(across) / "api" / "left").write_text("left\n")
    (across.folder / "docs/.git/HEAD").unlink()
    said = across.wmsgit("task", "clean", "--merged").stderr
    assert "docs: cannot be read" in said
    assert "WS-TASK-001 stays: api: dirty: 1 unknown files" in said
    assert branches(across) == set(REPOS)
    (folder(across) / "api" / "left").unlink()
    across.wmsgit("task", "clean", "--merged")
    assert branches(across) == {"lib", "web"}
    assert not (folder(across) / "api").exists()
    assert status(across) == "in_progress"


def test_what_is_discarded_is_kept_and_undo_brings_it_back(across: Across) -> None:
    across.wmsgit("task", "start", "1", "--worktree", "--code-workspace")
    tip = across.commit("work/WS-TASK-001/api", "Add a key")
    (folder(across) / "web" / "new").write_text("new\n")
    listed = across.wmsgit("task", "clean", "1", "--discard")
    assert "web: dirty: 1 unknown" in listed.stderr
    assert branches(across) == set(REPOS)
    across.wmsgit("task", "clean", "1", "--discard", "--yes")
    assert not branches(across)
    assert not folder(across).exists()
    kept = f"refs/wmsgit/kept/WS-TASK-001/{BRANCH}"
    assert across.at("api").git("rev-parse", kept).strip() == tip
    assert across.at("web").git("show", f"{kept}:new") == "new\n"
    across.wmsgit("undo")
    assert across.at("work/WS-TASK-001/api").git("rev-parse", "HEAD").strip() == tip
    assert branches(across) == set(REPOS)


def test_killed_clean_is_finished_by_the_next(across: Across) -> None:
    across.wmsgit("task", "start", "1", "--worktree")
    hook = across.folder / "lib" / ".git" / "hooks" / "reference-transaction"
    hook.write_text(
        '#!/bin/sh\nread old new ref\ncase "$1 $ref" in "prepared refs/heads/"*) kill -9 $(ps -o ppid= $PPID);; esac\n'
    )
    hook.chmod(0o755)
    process = across.wmsgit.start("task", "clean", "1", stderr=subprocess.DEVNULL)
    assert process.wait(timeout=60) == -9
    hook.unlink()
    done = across.wmsgit("task", "clean", "--merged")
    assert "finished an interrupted clean" in done.stderr
    assert not branches(across)
    assert not folder(across).exists()
    assert across.at("web").git("rev-parse", f"refs/wmsgit/kept/WS-TASK-001/{BRANCH}")


def test_the_brief_of_a_task_has_its_commits_and_members_are_listed_by_state(across: Across) -> None:
    plane = across.wmsgit
    plane("task", "start", "1", "--branch")
    across.at("api").git("switch", "-q", BRANCH)
    commit = across.commit("api", "Rotate *it*")
    shown = plane("brief", "--task", "1").stdout
    assert f"commit `api@{commit[:10]}` Rotate \\*it\\*, by " in shown
    assert ", not merged" in shown
    assert plane("repo", "list", "--state", f"branch={BRANCH}", "--format", "ids").stdout == "api\n"
    assert plane("repo", "list", "--state", "dirty", "--format", "ids").stdout == ""
    (across.folder / "web" / "README").write_text("changed\n")
    assert plane("repo", "list", "--state", "dirty", "--format", "ids").stdout == "web\n"
    assert "names no state" in plane("repo", "list", "--state", "tidy", code=2).stderr


def test_a_member_that_cannot_be_read_is_said_and_nothing_is_pushed_or_removed(across: Across) -> None:
    across.wmsgit("task", "start", "1", "--worktree")
    for name in REPOS:
        across.commit(f"work/WS-TASK-001/{name}", f"In {name}")
    config = across.folder / "lib" / ".git" / "config"
    whole = config.read_text()
    config.write_text(f"{whole}[broken\n")
    for words in (("push", "1"), ("clean", "1"), ("clean", "1", "--discard", "--yes"), ("pr", "1")):
        said = across.wmsgit("task", *words, code=5).stderr
        assert "not every repository of WS-TASK-001 can be read, and nothing was done" in said
        assert "lib: cannot be read" in said
    config.write_text(whole)
    assert branches(across) == set(REPOS)
    assert not across.at("api.git").git("branch", "--list", BRANCH)


def test_a_clean_that_is_refused_in_the_middle_says_what_is_where_and_undo_knows_it(across: Across) -> None:
    across.wmsgit("task", "start", "1", "--worktree")
    hook = across.folder / "lib/.git/hooks/reference-transaction"
    hook.write_text('#!/bin/sh\nread old new ref\ncase "$1 $ref" in "prepared refs/heads/"*) exit 1;; esac\n')
    hook.chmod(0o755)
    done = across.wmsgit("task", "clean", "1", code=6)
    hook.unlink()
    assert f"removed api: {BRANCH}" in done.stderr
    for name in ("lib", "web"):
        assert f"left as it was: {name}: {BRANCH}" in done.stderr
    assert branches(across) == {"lib", "web"}
    across.wmsgit("undo")
    assert branches(across) == set(REPOS)
    assert (folder(across) / "api" / "README").exists()


def test_what_git_is_busy_with_is_not_removed_even_when_it_is_discarded(across: Across) -> None:
    across.wmsgit("task", "start", "1", "--worktree")
    across.at("api").git("worktree", "lock", str(folder(across) / "api"))
    across.commit("work/WS-TASK-001/lib", "Ours", "same")
    across.commit("lib", "Theirs", "same")
    rebase = ["git", "rebase", "-q", "main"]
    subprocess.run(
        rebase, cwd=folder(across) / "lib", env=dict(across.wmsgit.environ), capture_output=True, check=False
    )
    said = across.wmsgit("task", "clean", "1", "--discard", "--yes", code=5).stderr
    assert f"api: {folder(across) / 'api'} is locked" in said
    assert f"lib: a rebase is under way in {folder(across) / 'lib'}" in said
    assert branches(across) == set(REPOS)
    assert "1 changed" in across.wmsgit("repo", "status", "--task", "1").stdout


def test_branches_of_other_tools_whatever_their_names_are_pushed_removed_and_brought_back(across: Across) -> None:
    api = across.at("api")
    names = ["-x/ws-task-001", "ws-task-001", "WS-TASK-001_\u00fcber", "origin/ws-task-001-b"]
    for name in names:
        commit = api.git("commit-tree", "-p", "HEAD", "-m", f"On {name}", "HEAD^{tree}").strip()
        api.git("update-ref", f"refs/heads/{name}", commit)
        api.git("tag", name.lstrip("-"), "HEAD")
    across.wmsgit("task", "push", "1")
    rows = json.loads(across.wmsgit("repo", "status", "--task", "1", "--format", "json").stdout)
    assert {row["branch"]: (row["ahead"], row["pushed"]) for row in rows if row["repo"] == "api"} == dict.fromkeys(
        names, (1, "yes")
    )
    before = api.git("for-each-ref", "refs/heads")
    for _ in range(2):
        across.wmsgit("task", "clean", "1", "--discard", "--yes")
        assert api.git("for-each-ref", "--format=%(refname)", "refs/heads") == "refs/heads/main\n"
        across.wmsgit("undo")
        assert api.git("for-each-ref", "refs/heads") == before


def test_a_tag_of_the_name_is_not_the_branch_and_a_clone_on_no_branch_goes_back_to_it(across: Across) -> None:
    first = across.at("api").git("rev-parse", "HEAD").strip()
    for tag in (BRANCH, "main", "origin/main"):
        across.at("api").git("tag", tag)
    tip = across.commit("api", "Second", "second")
    across.push("api", "origin", "refs/heads/main")
    across.at("lib").git("checkout", "-q", "--detach")
    refusing_hook(across)
    across.wmsgit("task", "start", "1", "--switch", code=6)
    assert nothing_made(across)
    assert across.at("lib").git("rev-parse", "--abbrev-ref", "HEAD").strip() == "HEAD"
    (across.folder / "web/.git/hooks/post-checkout").unlink()
    across.wmsgit("task", "start", "1", "--worktree")
    assert across.at("work/WS-TASK-001/api").git("rev-parse", "HEAD").strip() == tip != first


def test_an_earlier_branch_of_the_name_that_was_discarded_stays_kept(across: Across) -> None:
    across.wmsgit("task", "set", "1", "repos_affected=api")
    tips = set()
    for number in range(2):
        across.wmsgit("task", "start", "1", "--worktree")
        tips.add(across.commit("work/WS-TASK-001/api", f"Try {number}", "try"))
        across.wmsgit("task", "clean", "1", "--discard", "--yes")
    assert set(across.at("api").git("for-each-ref", "--format=%(objectname)", "refs/wmsgit/kept").split()) == tips


def test_a_worktree_with_submodules_is_removed_when_they_lose_nothing(across: Across) -> None:
    allowed = ("-c", "protocol.file.allow=always")
    across.at("api").git(*allowed, "submodule", "--quiet", "add", f"file://{across.folder}/lib.git", "sub")
    across.at("api").git("commit", "-q", "-m", "With a submodule")
    across.push("api")
    across.wmsgit("task", "set", "1", "repos_affected=api")
    across.wmsgit("task", "start", "1", "--worktree")
    tree = across.at("work/WS-TASK-001/api")
    tree.git(*allowed, "submodule", "--quiet", "update", "--init")
    inner = "work/WS-TASK-001/api/sub"
    (across.folder / inner / "new").write_text("new\n")
    said = across.wmsgit("task", "clean", "1", "--discard", "--yes", code=5).stderr
    assert "its submodule sub has changes that are in no commit" in said
    across.at(inner).git("add", "new")
    across.at(inner).git("commit", "-q", "-m", "In the submodule")
    tree.git("commit", "-q", "-a", "-m", "With it")
    said = across.wmsgit("task", "clean", "1", "--discard", "--yes", code=5).stderr
    assert "its submodule sub has commits that no remote has" in said
    across.push(inner, "origin", "HEAD:main")
    across.push("work/WS-TASK-001/api", "origin", f"{BRANCH}:main")
    across.wmsgit("task", "clean", "1")
    assert not folder(across).exists()


def test_a_member_may_be_a_worktree_of_a_bare_repository(across: Across) -> None:
    hub = across.folder / "hub"
    across.wmsgit.git("clone", "-q", "--bare", str(across.folder / "api.git"), str(hub / ".bare"))
    bare = across.at("hub/.bare")
    bare.git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    bare.git("fetch", "-q")
    bare.git("worktree", "add", "-q", "../main", "main")
    across.wmsgit.git("config", "wmsgit.repo.api.path", "../hub/main")
    across.wmsgit("task", "set", "1", "repos_affected=api")
    across.wmsgit("task", "start", "1", "--worktree")
    across.commit("work/WS-TASK-001/api", "In a worktree of it")
    across.push("work/WS-TASK-001/api", "origin", f"{BRANCH}:main")
    across.wmsgit("autoclose")
    assert status(across) == "completed"
    across.wmsgit("task", "clean", "1")
    assert not folder(across).exists()


def test_commands_that_begin_or_remove_the_same_work_at_once_do_it_once(across: Across) -> None:
    programs = [across.wmsgit] * 3
    started = at_once(programs, ("task", "start", "1", "--worktree"))
    assert [result.returncode for result in started] == [0, 0, 0], started
    assert branches(across) == set(REPOS)
    assert all((folder(across) / name / "README").exists() for name in REPOS)
    tips = {name: across.commit(f"work/WS-TASK-001/{name}", f"In {name}") for name in REPOS}
    removed = at_once(programs, ("task", "clean", "1", "--discard", "--yes"))
    assert any(result.returncode == 0 and "removed api" in result.stderr for result in removed), removed
    assert not branches(across)
    for name, tip in tips.items():
        assert across.at(name).git("rev-parse", f"refs/wmsgit/kept/WS-TASK-001/{BRANCH}").strip() == tip
