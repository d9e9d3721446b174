"""Every use of a member's recorded path goes through the one function that decides where a member may be."""

import ast
from collections.abc import Iterable, Iterator

from package_nodes import MODULES, nodes

JUDGE = "member_places.py"

# File name → what the word "path" is there, where it is not a member's path that is read to go there.
OTHER_PATHS = {
    "aliases.py": "a key of tsconfig.json",
    "add.py": "the name of a field, for an example",
    "assignments.py": "a group of a pattern",
    "attribution.py": "a key of a handoff",
    "choosing.py": "a sort of choice",
    "component_map.py": "the usual path, written",
    "data.py": "a column of search results",
    "editor_file.py": "a key of an editor's file",
    "described.py": "a column of a table that is described",
    "cargo.py": "a key of manifests",
    "placement_rules.py": "a key of an older rule: the files that it looks at",
    "editors.py": "an attribute of an editor's file",
    "field.py": "a keyword of schemas",
    "findings.py": "a key of findings",
    "join.py": "written by the user's own `repo add`",
    "found_members.py": "written, as the member is found",
    "journal.py": "a key of the journal of a write",
    "keywords.py": "a keyword of schemas",
    "manifests.py": "a key of other tools' lists",
    "member_places.py": "a setting that was written for it",
    "many.py": "written by the user's own `repo add --from`",
    "member_files.py": "handed to the judge with the record's urls",
    "member_path.py": "read, for those who judge it",
    "member_paths.py": "a finding's place",
    "merge.py": "a key of a merge's report",
    "plane_snapshot.py": "a column of the table of records",
    "placing.py": "written, when the user moves it into the configuration",
    "python.py": "a key of manifests",
    "network.py": "an element of SVG",
    "disclosure.py": "left out where it is a path of a machine",
    "refusal.py": "a key of findings",
    "remote_urls.py": "a group of a pattern",
    "repo_status.py": "a column",
    "requests.py": "a sort of choice",
    "requirements.py": "a group of a pattern",
    "review.py": "a key of differences",
    "server.py": "a column of what is exported",
    "standing.py": "a key of what is not committed",
    "status.py": "a key of what is not committed",
    "values.py": "a sort of choice",
}
READERS = {"member_path.py", "member_paths.py", "placing.py", "join.py", "context.py", JUDGE}


def modules() -> Iterator[tuple[str, Iterable[ast.AST]]]:
    """File name and nodes of each."""
    for path in MODULES:
        yield path.name, nodes(path)


def texts(parts: Iterable[ast.AST]) -> Iterator[str]:
    for node in parts:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def names(parts: Iterable[ast.AST]) -> Iterator[str]:
    for node in parts:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]
        elif isinstance(node, ast.FunctionDef):
            yield node.name


def test_no_other_module_reads_the_path_of_a_record() -> None:
    assert {name for name, tree in modules() if "path" in texts(tree)} <= set(OTHER_PATHS)


def test_only_those_who_judge_it_ask_for_the_recorded_path() -> None:
    assert {name for name, tree in modules() if "recorded_path" in names(tree)} == READERS


def test_places_are_made_by_the_judge_alone() -> None:
    calls = {
        name
        for name, tree in modules()
        for node in tree
        if isinstance(node, ast.Call) and "MemberPlace" in names(ast.walk(node.func))
    }
    assert calls == {JUDGE}


def test_settings_of_places_are_read_by_the_judge_alone() -> None:
    own = ("wmsgit.repo.", "wmsgit.members")
    assert {name for name, tree in modules() if any(text.startswith(own) for text in texts(tree))} == {JUDGE}
