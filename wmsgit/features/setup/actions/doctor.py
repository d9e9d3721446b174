"""What is not as it should be around the records: Git, the hook, the schemas, the members; and how it is mended."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from wmsgit.disk.own import OwnFolder
from wmsgit.errors import UsageError, WmsgitError
from wmsgit.features.repos.actions.clone import Lacking, clone_all, lacking
from wmsgit.features.setup.actions.initialise import plan_init
from wmsgit.features.setup.actions.placing import misplaced
from wmsgit.features.setup.actions.schemas import meta_schema_state, schema_states
from wmsgit.index.snapshot import damaged_files
from wmsgit.model.record import Record
from wmsgit.model.symptom import Symptom
from wmsgit.schema.faults import explained
from wmsgit.schema.registry import META_SCHEMA
from wmsgit.vcs.config import GitConfig
from wmsgit.vcs.locate import is_bare_repository, repository_at
from wmsgit.vcs.merge.driver import is_outdated, is_registered, register
from wmsgit.vcs.setup.hooks import (
    CHECK_COMMAND,
    FRAMEWORK_CONFIG,
    framework_config,
    install_pre_commit,
    runs_before_commit,
)
from wmsgit.vcs.setup.ownership import belongs_to_another
from wmsgit.vcs.write.abandoned import git_locks, remove_abandoned
from wmsgit.workspace.chosen_members import is_wanted
from wmsgit.workspace.locate import SETTINGS_PATH
from wmsgit.workspace.member_places import base_of, member_places, setting_of
from wmsgit.workspace.members import is_linked, link_member, members
from wmsgit.workspace.settings import release_wanted, require_release
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.recovery import interrupted_write, keep, restore


def diagnose(workspace: Workspace) -> list[Symptom]:
    """Everything that is not as it should be; nothing is changed."""
    result = [*_settings(workspace), *_schemas(workspace), *_editors(workspace)]
    if workspace.dirs is None:
        return [Symptom(str(workspace.root), "is not the top of a Git repository", "git init"), *result]
    refused = list(_ownership(workspace))
    if refused:  # nothing that git answers is known
        return [*refused, *result]
    return [
        *_recovery(workspace),
        *_snapshot(workspace),
        *_identity(workspace),
        *_hook(workspace),
        *_merge_driver(workspace),
        *result,
        *_members(workspace),
    ]


def set_up(
    workspace: Workspace, *, clone: Sequence[str], say: Callable[[str], None], is_partial: bool = False
) -> list[Symptom]:
    """Do what Git does not clone: the hook, the merge driver, the members and their configuration.

    Args:
        workspace: which.
        clone: the names of the members that are cloned where they are not there.
        say: told each thing as it is done.
        is_partial: whether they are cloned without the contents of files, which come when they are needed.

    Returns:
        What could not be done.
    """
    left: list[Symptom] = []
    # One after another: a member that has just been cloned is to be told of the workspace, too.
    for symptom in chain(
        _hook(workspace),
        _merge_driver(workspace),
        _clones(workspace, clone=clone, is_partial=is_partial),
        _members(workspace),
    ):
        if any(known.place == symptom.place for known in left):
            continue
        try:
            if symptom.mend is None or symptom.question:
                left.append(symptom)
            else:
                say(symptom.mend())
        except WmsgitError as error:
            left.append(Symptom(symptom.place, str(error), symptom.hint))
    return left


def recover_files(workspace: Workspace, how: str) -> str:
    """Settle an interrupted write as a person decides; what was done.

    Args:
        workspace: in which workspace.
        how: `keep` leaves the files as they are, `restore` brings back those of before.

    Raises:
        UsageError: for another word.
        GitError: when there is no repository, or files resist.
    """
    ways = {"keep": keep, "restore": restore}
    if how not in ways:
        raise UsageError(f"there is no way '{how}' to recover", hint="keep or restore")
    return ways[how](workspace.require_dirs())


def _ownership(workspace: Workspace) -> Iterator[Symptom]:
    """That the folder belongs to another user: git does nothing there (git-config, `safe.directory`)."""
    if belongs_to_another(workspace.root):
        hint = f"if you trust them: git config --global --add safe.directory {workspace.root}"
        yield Symptom(str(workspace.root), "belongs to another user, so git refuses to work in it", hint)


def _recovery(workspace: Workspace) -> Iterator[Symptom]:
    dirs = workspace.require_dirs()
    op = interrupted_write(dirs)
    if op:
        hint = "the next command that writes recovers it; --recover keep|restore decides it"
        yield Symptom("records", f"'{op}' was interrupted", hint)
    for lock in git_locks(dirs):
        if lock.is_abandoned:
            yield Symptom(
                str(lock.path),
                f"holds {lock.held} since {lock.age}, and its git process is gone",
                "wmsgit doctor --fix removes it",
                partial(remove_abandoned, dirs, lock),
            )


def _snapshot(workspace: Workspace) -> Iterator[Symptom]:
    """The index's files, read through as no other command does: these believe a file's status."""
    folder = workspace.cache_dir
    if folder is None:
        return
    for name in damaged_files(folder):
        yield Symptom(
            f"{folder}/{name}",
            "is not what was written",
            "wmsgit doctor --fix removes it, and the next command makes it anew",
            partial(_removed, folder, name),
        )


def _removed(folder: Path, name: str) -> str:
    OwnFolder(folder).remove(name)
    return f"removed {folder}/{name}"


def _identity(workspace: Workspace) -> Iterator[Symptom]:
    try:
        workspace.actor()
    except WmsgitError as error:
        yield Symptom("git config", error.message, error.hint)


def _hook(workspace: Workspace) -> Iterator[Symptom]:
    dirs = workspace.dirs
    if dirs and not runs_before_commit(dirs, CHECK_COMMAND):
        added = f"add it to {FRAMEWORK_CONFIG}: 'wmsgit init --dry-run' shows the lines"
        yield Symptom(
            "pre-commit hook",
            "does not check the staged records",
            added if framework_config(dirs) else "wmsgit hooks install",
            lambda: f"pre-commit hook {install_pre_commit(dirs, CHECK_COMMAND).action}",
        )


def _merge_driver(workspace: Workspace) -> Iterator[Symptom]:
    config = GitConfig(workspace.root)

    def mend() -> str:
        register(config)
        return "merge driver registered: Git merges records field by field"

    if is_outdated(config):
        yield Symptom("merge driver", "is registered as an earlier release did it", "wmsgit setup", mend)
    elif not is_registered(config):
        yield Symptom("merge driver", "is not registered, so Git merges records line by line", "wmsgit setup", mend)


def _settings(workspace: Workspace) -> Iterator[Symptom]:
    try:
        require_release(workspace)
    except WmsgitError as error:
        yield Symptom(SETTINGS_PATH, error.message, error.hint)


_STATES = {"missing": "is missing", "lags behind": "lags behind this release"}


def _schemas(workspace: Workspace) -> Iterator[Symptom]:
    for schema in schema_states(workspace):
        if schema.state in {"missing", "lags behind"}:
            yield Symptom(f"schemas/{schema.name}.schema.json", _STATES[schema.state], "wmsgit schema upgrade")
    meta = meta_schema_state(workspace)
    if meta != "same":
        yield Symptom(f"schemas/{META_SCHEMA}", _STATES[meta], "wmsgit schema upgrade")
    for name, error in workspace.registry.broken.items():
        yield Symptom(f"schemas/{name}.schema.json", error.message, error.hint)
    needs = release_wanted(workspace)
    for kind in workspace.registry.kinds():
        for fault in kind.faults:
            yield Symptom(f"schemas/{kind.name}.schema.json", str(fault._replace(message=explained(fault, needs))))


def _editors(workspace: Workspace) -> Iterator[Symptom]:
    plan = plan_init(workspace.root)
    missing = [path for path in (*plan.new, *plan.merged) if not path.startswith(("schemas/", "records/"))]
    for path in missing:
        yield Symptom(path, "lacks what editors and Git need to know of records", "wmsgit init adds it")


def _clones(workspace: Workspace, *, clone: Sequence[str], is_partial: bool) -> Iterator[Symptom]:
    for item, outcome in clone_all(list(lacking(workspace, clone)) if clone else (), is_partial=is_partial):

        def mend(item: Lacking = item, outcome: str | WmsgitError = outcome) -> str:
            if isinstance(outcome, WmsgitError):
                raise outcome
            return f"{item.record.id}: cloned from {outcome}"

        yield Symptom(f"repository {item.record.id}", f"is not at {item.place.path}", mend=mend)


def _how_to_bring(record: Record) -> str:
    how = "wmsgit setup --clone clones it"
    if not record.data.get("urls"):
        how = f"it has no URL to clone it from: wmsgit repo set {record.id} urls+=URL"
    return f"{how}; git config {setting_of(record.id)} DIR says where it is on this machine"


def _members(workspace: Workspace) -> Iterator[Symptom]:
    records = members(workspace)
    for record, place in zip(records, member_places(workspace, records), strict=True):
        path, name = place.path, f"repository {record.id}"
        if place.refusal:
            yield misplaced(workspace, record, place)
        elif place.is_vacant and not is_wanted(workspace, record):
            continue
        elif place.is_vacant:
            yield Symptom(name, f"is not at {path}", _how_to_bring(record))
        elif repository_at(path) is None:
            is_bare = is_bare_repository(path)
            hint = f"git config {setting_of(record.id)} DIR names a clone of it" if is_bare else ""
            yield Symptom(name, f"{path} {'is bare: it has no files' if is_bare else 'is not a Git repository'}", hint)
        elif path not in {workspace.root, base_of(workspace)} and not is_linked(workspace, path):

            def mend(name: str = record.id, path: Path = path) -> str:
                link_member(workspace, path)
                return f"{name}: commands there find this workspace"

            yield Symptom(name, "does not know this workspace", "wmsgit setup", mend)
