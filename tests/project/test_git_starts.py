"""Every place where the package starts a process, the profile of each start of Git, and what undoes what it writes."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from package_nodes import MODULES, PACKAGE, nodes
from undoing import CHECKOUT, CLONE, CONFIG, INDEX_LOCK, ITSELF, JOURNAL, MERGE, NOTE, OBJECTS, REF, Undo

PROCESSES = {
    "launch": {"subprocess", "git"},
    "spawn": {"os.posix_spawnp"},  # for `launch`
    "members": {"subprocess"},  # `repo exec`: the user's command
    "handover": {"subprocess", "os.execvpe"},  # the user's command, of `context exec` and of plug-ins
    "programs": {"subprocess"},  # the user's reviewer
    "prepare": {"subprocess"},  # the user's command for new worktrees
    "watch": {"subprocess"},  # the user's command, from the command line
    "pager": {"subprocess"},  # the user's pager
    "editor": {"subprocess"},  # the user's editor
    "watched": {"os.fork"},  # a user's query, which can be ended in the middle of a call
    "deadline": {"os.fork"},  # the command itself, under `--timeout`
}
"""Module → by what it starts processes. Only `launch` starts git."""

READS = {
    *(
        "_announced",
        "_has_nothing_staged",
        "_packing",
        "changed_by_status",
        "tracked_files",
        "_ask_identity",
        "each_object",
        "landed_commit",
        "removed_files",
        "_before_the_first",
        "_commit_id",
        "named_revision",
        "_commit_until",
        "_last_commit",
        "_load",
    ),
    *("_logged", "_modes", "_run", "_new", "_read", "_refs", "_resolved", "_status"),
    *("overrides_between", "session_of_operation"),
    *(
        "additions",
        "belongs_to_another",
        "blob_ids",
        "blobs_between",
        "branch",
        "branch_tips",
        "changed",
        "count_commits",
    ),
    *("default_branch", "deletions", "dirty_days", "email", "file_changes", "find_commit", "fork_point"),
    *(
        "gone_in_both",
        "ignored_paths",
        "in_head",
        "is_ancestor",
        "last_change",
        "last_operation",
        "last_touched",
        "level",
        "lines_with",
        "made_since",
    ),
    *(
        "member_state",
        "merge_attributes",
        "merge_base",
        "merge_trees",
        "merging_repository",
        "operation_at",
        "operations",
        "read_blob",
    ),
    *(
        "read_for_files",
        "read_modes_below",
        "read_branch",
        "read_commits",
        "read_entries",
        "read_head",
        "read_index",
    ),
    *("read_index_modes", "read_left_out", "ref_names", "remote_branches_with", "remote_branches_within"),
    *("renames", "renumberings", "renumbers_between", "tags_at", "touched_only_there", "touched_since", "touches"),
    *("has_commit_before", "has_unknown_files", "_differing", "_unknown"),
    *("_by_history", "_by_one_patch", "_by_patches", "_from_git", "_of_same_files", "_patch_ids"),
    *("commits_between", "commits_of_path", "commits_that_fit", "committed_s", "ids_between"),
    *("first_commits", "oldest_addition_s", "oldest_unsent_s"),
    *(
        "_changes",
        "_is_shallow",
        "_tree",
        "_written",
        "commits",
        "is_before",
        "lacks",
        "own_commits",
        "paths_changed",
        "touched",
    ),
    *("first_commit", "has_commit", "ignored_files", "kept_refs", "overrides_between", "worktree_state"),
    *("submodule_faults", "submodules"),
    *("tree_entries", "unmerged", "unmerged_refs", "unpushed_days", "upstream_of", "versions"),
}
"""The functions that start git to read."""

UNDONE: dict[Undo, dict[str, tuple[str, ...]]] = {
    JOURNAL: {"vcs/write/commit.py": ("_commit_few",), "vcs/write/staging.py": ("announce", "level")},
    ITSELF: {"vcs/write/staging.py": ("forget", "remove"), "vcs/merge/unmerged.py": ("enter", "give_up")},
    INDEX_LOCK: {"vcs/write/bulk.py": ("_copy_index", "_enter", "_fill", "commit_bulk")},
    NOTE: {
        "vcs/merge/local_merge.py": ("_joining", "commit_merge", "go_back"),
        "vcs/merge/unmerged.py": ("carry_on", "leave_merge", "stage"),
    },
    MERGE: {"vcs/merge/unmerged.py": ("begin_merge",)},
    OBJECTS: {
        "vcs/merge/unmerged.py": ("write_blob",),
        "vcs/write/branches.py": ("snapshot",),
        "vcs/write/reorder.py": ("__init__", "_written", "add", "joined"),
        "vcs/partial.py": ("_fetch",),
    },
    REF: {
        "vcs/merge/local_merge.py": ("fast_forward",),
        "vcs/write/reorder.py": ("two_runs",),
        "vcs/write/branches.py": ("delete_ref", "set_ref"),
        "vcs/member_remotes.py": ("fetch_all",),
        "vcs/remotes.py": ("fetch", "push"),
    },
    CHECKOUT: {
        "vcs/member_remotes.py": ("check_out", "fast_forward_to_upstream"),
        "vcs/repository.py": ("init_repository",),
        "vcs/write/branches.py": (
            *("add_worktree", "bring_back_branch", "delete_branch", "make_branch", "prune_worktrees", "push_branch"),
            *("remove_worktree", "switch_branch"),
        ),
    },
    CLONE: {"vcs/members.py": ("clone",)},
    CONFIG: {"vcs/config.py": ("_write",)},
}
"""What undoes a git that is killed while it writes or fetches → module → the functions that start it."""

_PROFILES = {
    **dict.fromkeys(("read_git", "try_git", "reading_git", "reading_plainly"), "READ"),
    **dict.fromkeys(("write_git", "make_repository"), "OWN_WRITE"),
    "fetch_git": "FETCH",
}
_BY_ARGUMENT = frozenset({"run_plainly", "run_as_user"})
_ASKING = {*_PROFILES, *_BY_ARGUMENT}
_MODULES = frozenset({"subprocess", "git", "pty", "popen2", "multiprocessing.popen_fork", "posix", "_posixsubprocess"})
_OF_OS = ("exec", "spawn", "posix_spawn", "system", "popen", "fork", "startfile")


def modules() -> Iterator[tuple[Path, Iterable[ast.AST]]]:
    """Path and nodes of each."""
    return ((path, nodes(path)) for path in MODULES)


def means_of(parts: Iterable[ast.AST]) -> Iterator[str]:
    """By what a module can start processes."""
    for node in parts:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.partition(".")[0] in _MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from [node.module] if node.module.partition(".")[0] in _MODULES else []
            yield from (f"os.{name.name}" for name in node.names if node.module == "os" and _starts(name.name))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "os" and _starts(node.attr):
                yield f"os.{node.attr}"
            elif node.value.id == "asyncio" and node.attr.startswith("create_subprocess"):
                yield f"asyncio.{node.attr}"


def _starts(name: str) -> bool:
    return name.startswith(_OF_OS)


def starts_of(parts: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """Profile and function of each start of git in a module."""
    for function in parts:
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
                if isinstance(node, ast.Call) and name in _BY_ARGUMENT:
                    yield ast.unparse(node.args[0]), function.name
                elif name in _PROFILES:
                    yield _PROFILES[name], function.name


def starts() -> Iterator[tuple[str, str, str]]:
    """Module, profile and function of each start of git."""
    for path, tree in modules():
        if path.stem not in {"process", "launch"}:
            module = path.relative_to(PACKAGE).as_posix()
            yield from ((module, profile, function) for profile, function in starts_of(tree))


def test_processes_are_started_where_it_is_known_and_git_in_one_place() -> None:
    found: dict[str, set[str]] = {}
    for path, tree in modules():
        for means in means_of(tree):
            found.setdefault(path.stem, set()).add(means)
    assert found == PROCESSES


def test_no_command_line_begins_with_git_but_the_one_that_launches_it() -> None:
    for path, tree in modules():
        for node in tree:
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], (ast.List, ast.Tuple)):
                words = [word.value for word in node.args[0].elts if isinstance(word, ast.Constant)]
                assert words[:1] != ["git"] or path.stem == "launch", f"{path}:{node.lineno}"


def test_git_is_asked_by_the_vcs_room_alone() -> None:
    for path, tree in modules():
        names = {name.name for node in tree if isinstance(node, ast.ImportFrom) for name in node.names}
        assert not names & _ASKING or PACKAGE / "vcs" in path.parents, path


def test_each_function_that_asks_git_is_of_one_profile_but_a_read_may_end_as_a_fetch() -> None:
    (process,) = [tree for path, tree in modules() if path.stem == "process"]
    assert set(starts_of(process)) == {
        *(("profile", "run"), ("profile", "_read"), ("READ", "reading_git")),
        *(("OWN_WRITE", "write_git"), ("OWN_WRITE", "make_repository"), ("FETCH", "fetch_git")),
    }


def test_every_start_of_git_has_the_profile_that_is_listed_here() -> None:
    assert {function for _, profile, function in starts() if profile == "READ"} == READS
    assert {profile for _, profile, _ in starts()} == {"READ", "OWN_WRITE", "FETCH"}


def test_every_git_that_writes_or_fetches_has_what_undoes_it() -> None:
    listed = [(module, name) for table in UNDONE.values() for module, names in table.items() for name in names]
    assert sorted(listed) == sorted(set(listed)), "a function stands twice"
    assert {(module, function) for module, profile, function in starts() if profile != "READ"} == set(listed)
