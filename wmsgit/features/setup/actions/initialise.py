"""`init`: what makes a folder a workspace, planned first, then written in one commit."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wmsgit.disk.folder import refused
from wmsgit.disk.named import make_user_folder, remove_user_folder
from wmsgit.disk.writer import write_file
from wmsgit.errors import GitError
from wmsgit.features.records.reference_policy import NEW_WORKSPACES, REFERENCES
from wmsgit.features.setup.editors import (
    JSON_SCHEMAS,
    SCHEMA_EXTENSION,
    add_lines,
    add_to_json,
    add_to_xml_map,
    jetbrains_schemas,
    vscode_schemas,
)
from wmsgit.schema.merge_rule import ITEMS_REQUIREMENT
from wmsgit.schema.registry import META_SCHEMA, SETTINGS, SUFFIX, Registry, packaged_schemas
from wmsgit.store.canonical import dump_yaml, modeline
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.failure import WHO_ARE_YOU
from wmsgit.vcs.locate import find_git_dirs, is_bare_repository
from wmsgit.vcs.merge.driver import ATTRIBUTE, register
from wmsgit.vcs.write.staging import ignored_paths
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import MAKE_WORKSPACE
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts

ATTRIBUTES = ("/records/**/*.yaml -text", "/schemas/*.json -text", "/schemas/meta/*.json -text", ATTRIBUTE)
"""Git must not rewrite line ends, for an edit promises to keep every byte; and it merges records by field."""


QUIET: dict[str, Any] = {"contexts": False, "sessions": "assistants"}
"""What a new workspace writes down by itself; one without the setting records every switch of context."""
PRE_COMMIT_CONFIG = ".pre-commit-config.yaml"
PRE_COMMIT_COMMAND = "wmsgit check --staged"
PRE_COMMIT_ENTRY = f"""\
  - repo: local
    hooks:
      - id: wmsgit
        name: wmsgit
        entry: {PRE_COMMIT_COMMAND}
        language: system
        pass_filenames: false
"""
"""What goes under `repos:` there (https://pre-commit.com, "Repository local hooks")."""
_EDITORS = (".vscode/", ".idea/")
_Merge = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class InitPlan:
    """What `init` will do.

    Attributes:
        root: the workspace's folder.
        creates_repository: whether `git init` comes first.
        inside: the repository around it, when it gets one of its own there; empty otherwise.
        new: path → text of the files that do not exist yet.
        merged: path → text of the files that gain our keys.
        unmerged: path → what to add by hand, for files that cannot be merged.
    """

    root: Path
    creates_repository: bool
    inside: str
    new: dict[str, bytes]
    merged: dict[str, bytes]
    unmerged: dict[str, str]


def plan_init(directory: Path, name: str | None = None) -> InitPlan:
    """What `init` would write into a folder, which need not exist.

    Raises:
        GitError: when the folder is a file or cannot be read.
    """
    root = directory.resolve()
    if root.exists() and not root.is_dir():
        raise GitError("this is not a folder", where=str(directory))
    if is_bare_repository(root):
        hint = "work in a clone of it"
        raise GitError("this is a bare repository, which has no files", where=str(directory), hint=hint)
    around = find_git_dirs(_nearest(root))
    owns = around is not None and around.worktree.resolve() == root
    plan = InitPlan(root, not owns, "" if owns or around is None else str(around.worktree), {}, {}, {})
    _plan_own_files(plan, name or (root.name or "workspace"))
    _plan_editor_files(plan)
    return plan


def pre_commit_lines(root: Path) -> list[str]:
    """What a project that uses pre-commit may add to its configuration; nothing where it has that, or uses none."""
    try:
        text = (root / PRE_COMMIT_CONFIG).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    if PRE_COMMIT_COMMAND in text:
        return []
    return [f"{PRE_COMMIT_CONFIG}: to check the records there, add below 'repos:'", *PRE_COMMIT_ENTRY.splitlines()]


def require_possible(plan: InitPlan, *, commits: bool) -> None:
    """Refuse a plan that cannot be carried out, before anything of it is said or done.

    Raises:
        GitError: when the folder cannot be made or written in, or Git does not know whose the commit would be.
    """
    place = _nearest(plan.root)
    if not place.is_dir():
        raise GitError("this is not a folder", where=str(place))
    if not os.access(place, os.W_OK | os.X_OK):
        raise GitError("nothing can be written in this folder", where=str(place))
    if place != plan.root:
        _require_folder(place, plan.root)
    if commits and not GitConfig(place).identity()[0]:
        raise GitError("git does not know who you are", hint=WHO_ARE_YOU)


def _require_folder(place: Path, root: Path) -> None:
    """Try the first folder that has to be made: not every file system that lets one write takes new folders.

    Raises:
        GitError: when it cannot be made.
    """
    first = place / root.relative_to(place).parts[0]
    with refused(str(root), "the folder cannot be made"):
        make_user_folder(first)
    remove_user_folder(first)


def editors_files(root: Path) -> dict[str, bytes]:
    """The editors' files that do not know of every kind yet, as they should be; those that Git ignores are `init`'s."""
    plan = InitPlan(root, creates_repository=False, inside="", new={}, merged={}, unmerged={})
    _plan_editor_files(plan)
    stale = {path: text for path, text in plan.merged.items() if path.startswith(_EDITORS)}
    ignored = set(ignored_paths(root, stale)) if stale else set()
    return {path: text for path, text in stale.items() if path not in ignored}


def _nearest(path: Path) -> Path:
    """The path, or the nearest one above it that there is."""
    return next((part for part in (path, *path.parents) if part.exists()), path)


def initialise(plan: InitPlan, *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Write what was planned and commit exactly that.

    An editor's file that Git ignores is written all the same, and a warning says that it is not committed.

    Raises:
        GitError: when Git refuses or ignores the records themselves; then no file of the plan is left behind.
    """
    with refused(str(plan.root), "the folder cannot be made"):
        make_user_folder(plan.root)
    if plan.creates_repository:
        from wmsgit.vcs.repository import init_repository

        init_repository(plan.root)

    texts = plan.new | plan.merged
    private = [path for path in ignored_paths(plan.root, texts) if path.startswith(_EDITORS)]

    def work(transaction: Transaction) -> None:
        for path, text in texts.items():
            if path not in private:
                transaction.put_file(path, text)

    outcome = perform(Workspace(plan.root), "init", how, work, texts=CommitTexts(lambda: MAKE_WORKSPACE))
    register(GitConfig(plan.root))
    for path in private:
        write_file(plan.root, path, texts[path])
    result = tuple(f"{path}: Git ignores this file, so it is written but not committed" for path in private)
    return replace(outcome, warnings=(*outcome.warnings, *result))


def _plan_own_files(plan: InitPlan, name: str) -> None:
    for path in sorted(packaged_schemas().glob(f"*{SUFFIX}")):
        _plan_new(plan, f"schemas/{path.name}", path.read_bytes())
    _plan_new(plan, f"schemas/{META_SCHEMA}", (packaged_schemas() / META_SCHEMA).read_bytes())
    settings = {"name": name, "requires_wmsgit": ITEMS_REQUIREMENT, REFERENCES: NEW_WORKSPACES, "record": QUIET}
    text = f"{modeline(SETTINGS, SETTINGS_PATH)}\n{dump_yaml(settings)}"
    _plan_new(plan, SETTINGS_PATH, text.encode())


def _plan_new(plan: InitPlan, path: str, text: bytes) -> None:
    if not (plan.root / path).exists():
        plan.new[path] = text


def _plan_editor_files(plan: InitPlan) -> None:
    # What is not in the folder yet will be: the packaged schemas are part of the plan.
    registries = (Registry.read(packaged_schemas()), Registry.read(plan.root / "schemas"))
    folders = {kind.name: kind.folder for registry in registries for kind in registry.kinds()}
    schemas, entries = vscode_schemas(folders), jetbrains_schemas(folders)
    extensions = [SCHEMA_EXTENSION]
    for path, merge, wanted in (
        (".gitattributes", lambda text: add_lines(text, ATTRIBUTES), "\n".join(ATTRIBUTES)),
        (
            ".vscode/settings.json",
            lambda text: _both(add_to_json(text, "yaml.schemas", schemas), "json.schemas", JSON_SCHEMAS),
            (
                f'"yaml.schemas": {json.dumps(schemas, indent=2, ensure_ascii=False)}, '
                f'"json.schemas": {json.dumps(JSON_SCHEMAS, indent=2)}'
            ),
        ),
        (
            ".vscode/extensions.json",
            lambda text: add_to_json(text, "recommendations", extensions),
            f'"recommendations": ["{SCHEMA_EXTENSION}"]',
        ),
        (".idea/jsonSchemas.xml", lambda text: add_to_xml_map(text, entries), "".join(entries.values())),
    ):
        _plan_merge(plan, path, merge, wanted)


def _both(text: str | None, key: str, wanted: Sequence[Any]) -> str | None:
    return None if text is None else add_to_json(text, key, wanted)


def _plan_merge(plan: InitPlan, path: str, merge: _Merge, wanted: str) -> None:
    target = plan.root / path
    if not target.exists():
        plan.new[path] = (merge("") or "").encode()
        return
    try:
        before = target.read_bytes().decode()
        after = merge(before)
    except (UnicodeDecodeError, OSError):
        before, after = "", None
    if after is None:
        plan.unmerged[path] = wanted
    elif after != before:
        plan.merged[path] = after.encode()
