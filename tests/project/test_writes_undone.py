"""Every place where the package writes a file, and what undoes it when the process is killed there.

A place is a function that names a writer of `wmsgit.disk`, or a method of the folders of its own that it keeps there.
What writes without them stands, with its reason, in `test_file_writes.py`; what starts Git in
`test_git_starts.py`.
"""

import ast
from collections.abc import Iterator

from package_nodes import MODULES, PACKAGE, tree_of
from places import TESTS
from undoing import CACHE, CHECKOUT, EVERY, INDEX_LOCK, ITSELF, JOURNAL, LOCK, MERGE, NOTE, SWEPT, WHOLE, Undo

WRITERS = frozenset({
    "clear_folder", "copy_over", "create_new", "link_file", "make_folder", "make_user_folder", "move_between",
    "move_file", "open_lock", "private_copy", "remove_file", "remove_user_folder", "save_bytes", "save_json",
    "sweep_folder", "write_bytes", "write_file", "write_files",
})  # fmt: skip
READERS = frozenset({
    "cache_file", "is_left_behind", "is_own", "is_temporary", "link_refusal", "load_bytes", "load_json", "named_file",
    "named_folder", "named_parts", "names_in", "open_folder", "opened_folder", "read_in", "read_plain", "refused",
    "require_no_link", "require_regular", "split_path", "temporary_name", "try_lock", "wait_for_lock", "words_of",
})  # fmt: skip
"""The functions of the room that change nothing."""
WITHIN = frozenset({"create", "discard", "sweep_in", "sync_folder"})
"""Those that only the room itself uses."""
FOLDER_WRITERS = frozenset({
    "append", "borrow", "draft", "draft_at", "make", "mark_used", "move", "open_lock", "remove", "sweep", "write",
})  # fmt: skip
"""The methods of `OwnFolder` that write."""
FOLDER_READERS = frozenset({"open_file", "opened", "read"})

UNDONE: dict[Undo, dict[str, tuple[str, ...]]] = {
    JOURNAL: {"workspace/writing/write_back.py": ("_put_back_on_failure", "_write")},
    ITSELF: {"workspace/writing/journal.py": ("_keep", "_restore", "begin", "end")},
    SWEPT: {
        "workspace/writing/journal.py": ("put_back",),
        "vcs/write/bulk.py": ("_own_index",),
        "features/exchange/sqlite.py": ("read_database",),
    },
    NOTE: {"workspace/writing/integration.py": ("_write", "forget_integration")},
    INDEX_LOCK: {
        "vcs/write/abandoned.py": ("remove_abandoned",),
        "vcs/write/bulk.py": ("_copy_index", "_take", "commit_bulk"),
    },
    MERGE: {
        "features/merge/actions/pairs.py": ("_pair", "_pair_both"),
        "features/merge/actions/resolve.py": ("_write",),
    },
    LOCK: {"vcs/write/lock.py": ("writing_lock",)},
    CHECKOUT: {
        "features/branches/actions/make.py": ("_carry", "_remove_folder"),
        "features/footprint/actions/block_branch.py": ("_commit", "keep_by_branch"),
        "vcs/members.py": ("_make_folders",),
        "vcs/repository.py": ("init_repository",),
    },
    WHOLE: {
        "features/branches/actions/editor_file.py": ("remove_editor_file", "write_editor_file"),
        "features/exchange/actions/codeowners.py": ("export_codeowners",),
        "features/exchange/actions/database_file.py": ("export_sqlite",),
        "features/exchange/actions/foreign_export.py": ("land_files",),
        "features/exchange/actions/legacy.py": ("export_json",),
        "features/exchange/actions/older_export.py": ("export_older",),
        "features/exchange/actions/tables.py": ("export_csv",),
        "features/footprint/actions/assistants.py": ("_keep",),
        "features/footprint/actions/blocks.py": ("_kept",),
        "features/footprint/actions/uninstall.py": ("_file", "_files"),
        "features/merge/actions/driver.py": ("_write",),
        "features/sessions/actions/block.py": ("keep_block",),
        "features/setup/actions/initialise.py": ("_require_folder", "initialise"),
        "features/setup/actions/workflow.py": ("write_workflow",),
        "site/build.py": ("finish", "write"),
        "site/start.py": ("build_single",),
        "vcs/setup/hooks.py": ("move_to", "remove", "write"),
        "workspace/private.py": ("write_json",),
        "workspace/writing/journal.py": ("_exclude_temporary",),
    },
    CACHE: {
        "features/check/actions/cache.py": ("save_clean", "save_places", "save_result"),
        "features/commits/actions/cache.py": ("save",),
        "features/drift/actions/fact_cache.py": ("_add",),
        "features/flow/actions/lines.py": ("_kept_lines",),
        "features/forge/actions/ask.py": ("keep",),
        "features/history/actions/walk.py": ("walk",),
        "features/setup/actions/doctor.py": ("_removed",),
        "index/delta.py": ("write",),
        "index/maintenance.py": ("_rewrite",),
        "index/record_changes.py": ("_save",),
        "index/snapshot.py": ("_seal", "borrow_snapshot", "draft"),
        "vcs/history/numbers.py": ("_store",),
        "vcs/kept_index.py": ("keep_index",),
        "workspace/revisions/index_cache.py": ("drafted", "keep", "used"),
        "workspace/revisions/record_cache.py": ("_open_all", "_tidy", "_touch", "_write"),
    },
}
"""What undoes a write that is killed → module → the functions that write so."""


def places() -> Iterator[tuple[str, str]]:
    """Module and function of each place."""
    for path in MODULES:
        module = path.relative_to(PACKAGE).as_posix()
        if not module.startswith("disk/"):
            tree = tree_of(path)
            yield from ((module, function) for function in _in(tree, "", _folders(tree)))


def _folders(tree: ast.Module) -> set[str]:
    """The names by which a module knows folders of its own, such as `_folder`; empty where it has none."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value and "OwnFolder(" in ast.unparse(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(ast.unparse(target).rpartition(".")[2] for target in targets)
        elif isinstance(node, ast.arg) and node.annotation and "OwnFolder" in ast.unparse(node.annotation):
            names.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and "OwnFolder" in ast.unparse(node.annotation):
            names.add(ast.unparse(node.target).rpartition(".")[2])
    return names


def _in(node: ast.AST, function: str, folders: set[str]) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.FunctionDef) else function
        if isinstance(child, ast.Name) and child.id in WRITERS:
            yield inside
        elif isinstance(child, ast.Attribute) and child.attr in FOLDER_WRITERS:
            owner = ast.unparse(child.value)
            if owner.rpartition(".")[2] in folders or owner.startswith("OwnFolder("):
                yield inside
        yield from _in(child, inside, folders)


def test_every_place_that_writes_has_what_undoes_it() -> None:
    listed = [(module, name) for table in UNDONE.values() for module, names in table.items() for name in names]
    assert sorted(listed) == sorted(set(listed)), "a place stands twice"
    assert set(places()) == set(listed)


def test_every_way_to_undo_is_shown_by_a_test_that_is_there() -> None:
    assert [undo.words for undo in EVERY if not (TESTS / undo.shown_by).is_file()] == []


def test_every_function_of_the_writers_room_is_known_to_write_or_not() -> None:
    functions, methods = set(), set()
    for path in MODULES:
        if path.relative_to(PACKAGE).as_posix().startswith("disk/"):
            for node in tree_of(path).body:
                if isinstance(node, ast.FunctionDef) and node.name[0] != "_":
                    functions.add(node.name)
                if isinstance(node, ast.ClassDef) and node.name == "OwnFolder":
                    methods |= {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
    assert functions - WRITERS - READERS - WITHIN == set()
    assert {name for name in methods if name[0] != "_"} == FOLDER_WRITERS | FOLDER_READERS
