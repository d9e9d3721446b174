"""The workspace's own schema files against the ones that this release comes with."""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from wmsgit.errors import InvalidError
from wmsgit.features.setup.actions.initialise import editors_files
from wmsgit.model.releases import raised_requirement, satisfies
from wmsgit.model.version import __version__
from wmsgit.schema.keyword_values import release_of
from wmsgit.schema.merge_rule import has_older_lists, requirement_of_items
from wmsgit.schema.registry import META_SCHEMA, SETTINGS, SUFFIX, Registry, packaged_schemas
from wmsgit.schema.reserved import is_made_before, names_taken
from wmsgit.schema.shape import shape_of
from wmsgit.schema.upgrade import merge_schemas
from wmsgit.store.document import read_document
from wmsgit.store.edit import edit_shaped
from wmsgit.store.files import read_file
from wmsgit.store.layout import SETTINGS_PATH
from wmsgit.vcs.history.operations import last_operation
from wmsgit.vcs.objects.blobs import read_blob
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import AS_USUAL, WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import schemas_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts

UPGRADE = "schema upgrade"
_REQUIRES = "requires_wmsgit"
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
        left_out: path → why a kind of this release does not come in: the workspace's own kinds come first.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    conflicts: dict[str, list[str]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def schema_states(workspace: Workspace) -> list[SchemaState]:
    """How each schema stands, by name."""
    packaged = {path.name.removesuffix(SUFFIX) for path in packaged_schemas().glob(f"*{SUFFIX}")}
    own = {path.name.removesuffix(SUFFIX) for path in (workspace.root / "schemas").glob(f"*{SUFFIX}")}
    return [SchemaState(name, _state(workspace, name, name in packaged)) for name in sorted(packaged | own)]


def plan_upgrade(workspace: Workspace) -> Upgrade:
    """What a three-way merge of this release's schemas into the workspace's would write.

    Raises:
        InvalidError: when the settings, which it may have to raise to a later release, cannot be read.
    """
    upgrade = Upgrade()
    for path in sorted(packaged_schemas().glob(f"*{SUFFIX}")):
        reason = _reason_against(workspace, path.name, path.read_bytes())
        if reason:
            upgrade.left_out[f"schemas/{path.name}"] = reason
        else:
            _plan_file(workspace, upgrade, f"schemas/{path.name}", path.read_bytes())
    if meta_schema_state(workspace) != "same":
        upgrade.files[f"schemas/{META_SCHEMA}"] = (packaged_schemas() / META_SCHEMA).read_bytes()
    _plan_requirement(workspace, upgrade)
    if workspace.dirs is not None:
        upgrade.files.update(editors_files(workspace.root))
    return upgrade


def meta_schema_state(workspace: Workspace) -> State:
    """How the schema of schemas stands: it is this release's, whole, for it says what this release knows."""
    target = workspace.root / "schemas" / META_SCHEMA
    if not target.is_file():
        return "missing"
    return "same" if target.read_bytes() == (packaged_schemas() / META_SCHEMA).read_bytes() else "lags behind"


def upgrade_schemas(workspace: Workspace, upgrade: Upgrade, *, how: WriteOptions = AS_USUAL) -> WriteResult:
    """Write an upgrade in one commit."""

    def work(transaction: Transaction) -> None:
        for path, text in upgrade.files.items():
            transaction.put_file(path, text)

    count = sum(path.startswith("schemas/") for path in upgrade.files)
    texts = CommitTexts(lambda: schemas_subject(count, _REQUIRES))
    return perform(workspace, UPGRADE, how, work, texts=texts)


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
    if _is_own(workspace, path):
        return "own"
    upgrade = Upgrade()
    _plan_file(workspace, upgrade, path, theirs)
    return "lags behind" if upgrade.files or upgrade.conflicts else "changed here"


def _reason_against(workspace: Workspace, file: str, theirs: bytes) -> str:
    """Why a schema of this release does not come in: a kind of the workspace's own has its name, folder or table."""
    name = file.removesuffix(SUFFIX)
    if name == SETTINGS:
        return ""
    if (workspace.root / "schemas" / file).is_file():
        is_other = (workspace.root / "schemas" / file).read_bytes() != theirs
        return f"{name} is a kind of this workspace's own" if is_other and _is_own(workspace, f"schemas/{file}") else ""
    wanted = set(names_taken(Registry({file: theirs}).kind(name)))
    for kind in workspace.registry.kinds():
        taken = sorted(wanted.intersection(names_taken(kind)))
        if taken:
            return f"the {taken[0][0]} {taken[0][1]!r} belongs to the kind {kind.name}"
    return ""


def _is_own(workspace: Workspace, path: str) -> bool:
    """Whether people made a schema, in a workspace whose other schemas wmsgit wrote: nothing of it is replaced."""
    name = path.removeprefix("schemas/").removesuffix(SUFFIX)
    if is_made_before(name, (workspace.root / path).read_bytes()):
        return True
    if workspace.dirs is None or _base(workspace, path) is not None:
        return False
    return last_operation(workspace.root, ("init", UPGRADE), "schemas") is not None


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


def _plan_requirement(workspace: Workspace, upgrade: Upgrade) -> None:
    """Raise `requires_wmsgit` to the release whose rules the lists merge by and that knows every keyword in use."""
    if not (workspace.root / SETTINGS_PATH).exists():
        return
    text = read_file(workspace.root, SETTINGS_PATH)
    shape = shape_of(workspace.registry.settings_schema)
    document = read_document(text, shape, path=SETTINGS_PATH)
    before = str(document.data.get(_REQUIRES) or "")
    requirement = requirement_of_items(before) if has_older_lists(text) else before
    try:
        requirement = raised_requirement(requirement, _release_of_keywords(workspace, upgrade))
        fits = not requirement or satisfies(__version__, requirement)
    except ValueError as error:
        raise InvalidError(str(error), where=SETTINGS_PATH) from error
    if requirement == before:
        return
    if fits:
        upgrade.files[SETTINGS_PATH] = edit_shaped(document, {**document.data, _REQUIRES: requirement}, shape)
    else:
        upgrade.conflicts[SETTINGS_PATH] = [f"/{_REQUIRES}"]


def _release_of_keywords(workspace: Workspace, upgrade: Upgrade) -> str:
    """The release that first knows every keyword which the schemas will have."""
    upgraded = {path.removeprefix("schemas/"): text for path, text in upgrade.files.items()}
    texts = {**workspace.registry.sources, **upgraded}
    return release_of({name: _parsed(text) for name, text in texts.items() if name != META_SCHEMA})


def _base(workspace: Workspace, path: str) -> bytes | None:
    """The text that wmsgit itself last wrote there: Git remembers it by the operation's trailer."""
    commit = last_operation(workspace.root, ("init", UPGRADE), path) if workspace.dirs else None
    return read_blob(workspace.root, commit, path) if commit else None


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
