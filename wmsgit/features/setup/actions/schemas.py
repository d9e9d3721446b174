"""The workspace's own schema files against the ones that this release comes with."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from wmsgit.schema.registry import SUFFIX, packaged_schemas
from wmsgit.schema.upgrade import merge_schemas
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.transaction import Transaction

UPGRADE = "schema upgrade"
State = Literal["same", "changed here", "lags behind", "missing", "own"]


@dataclass(frozen=True, slots=True)
class SchemaState:
    """How one schema of the workspace stands to this release's.

    Attributes:
        name: the kind's name.
        state: `same`; `changed here`, but nothing new to bring in; `lags behind` this release; `missing`; or `own`,
            a kind that wmsgit does not come with.
    """

    name: str
    state: State


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade would write.

    Attributes:
        files: path → text.
        conflicts: path → JSON Pointers at which both sides changed, where the workspace's value stays.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    conflicts: dict[str, list[str]] = field(default_factory=dict)


def schema_states(workspace: Workspace) -> list[SchemaState]:
    """How each schema stands, by name."""
    packaged = {path.name.removesuffix(SUFFIX) for path in packaged_schemas().glob(f"*{SUFFIX}")}
    own = {path.name.removesuffix(SUFFIX) for path in (workspace.root / "schemas").glob(f"*{SUFFIX}")}
    return [SchemaState(name, _state(workspace, name, name in packaged)) for name in sorted(packaged | own)]


def plan_upgrade(workspace: Workspace) -> Upgrade:
    """What a three-way merge of this release's schemas into the workspace's would write."""
    upgrade = Upgrade()
    for path in sorted(packaged_schemas().glob(f"*{SUFFIX}")):
        _plan_file(workspace, upgrade, f"schemas/{path.name}", path.read_bytes())
    return upgrade


def upgrade_schemas(workspace: Workspace, upgrade: Upgrade, *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Write an upgrade in one commit."""

    def work(transaction: Transaction) -> None:
        transaction.subject = f"schemas: upgrade {len(upgrade.files)}"
        for path, text in upgrade.files.items():
            transaction.put_file(path, text)

    return perform(workspace, UPGRADE, how, work)


def _state(workspace: Workspace, name: str, is_packaged: bool) -> State:
    path = f"schemas/{name}{SUFFIX}"
    if not is_packaged:
        return "own"
    if not (workspace.root / path).is_file():
        return "missing"
    theirs = (packaged_schemas() / f"{name}{SUFFIX}").read_bytes()
    ours = (workspace.root / path).read_bytes()
    if _parsed(ours) == _parsed(theirs):
        return "same"
    upgrade = Upgrade()
    _plan_file(workspace, upgrade, path, theirs)
    return "lags behind" if upgrade.files or upgrade.conflicts else "changed here"


def _plan_file(workspace: Workspace, upgrade: Upgrade, path: str, theirs: bytes) -> None:
    target = workspace.root / path
    if not target.is_file():
        upgrade.files[path] = theirs
        return
    ours = target.read_bytes()
    base = _parsed(_base(workspace, path) or ours)
    merged, conflicts = merge_schemas(base, _parsed(ours), _parsed(theirs))
    if conflicts:
        upgrade.conflicts[path] = conflicts
    if merged == _parsed(theirs) != _parsed(ours):
        upgrade.files[path] = theirs
    elif merged != _parsed(ours):
        upgrade.files[path] = (json.dumps(merged, indent=2, ensure_ascii=False) + "\n").encode()


def _base(workspace: Workspace, path: str) -> bytes | None:
    """The text that wmsgit itself last wrote there: Git remembers it by the operation's trailer."""
    from wmsgit.vcs.history.operations import last_operation
    from wmsgit.vcs.objects.blobs import read_blob

    commit = last_operation(workspace.root, ("init", UPGRADE), path) if workspace.dirs else None
    return read_blob(workspace.root, commit, path) if commit else None


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
