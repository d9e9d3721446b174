"""The checks of a whole tree, one after the other, each from its module of `wmsgit.features.check`."""

from collections.abc import Iterator, Mapping
from typing import Any

from wmsgit.errors import InvalidError, NotFoundError, SchemaError
from wmsgit.features.check.actions.cache import hash_of
from wmsgit.features.check.actions.records import Progress, record_findings
from wmsgit.features.check.actions.tree import SCHEMAS, SETTINGS_PATH, Tree
from wmsgit.features.check.checks.cycles import cycle_findings
from wmsgit.features.check.checks.folders import folder_findings
from wmsgit.features.check.checks.identity import identity_findings
from wmsgit.features.check.checks.member_paths import member_path_findings
from wmsgit.features.check.checks.people import people_findings, people_in
from wmsgit.features.check.checks.references import reference_findings
from wmsgit.features.check.checks.unseen import unseen_findings
from wmsgit.model.finding import Finding
from wmsgit.model.record import LoadedFile
from wmsgit.model.releases import release_needed
from wmsgit.model.unseen import may_be_unseen
from wmsgit.model.version import __version__
from wmsgit.schema.registry import SUFFIX, is_packaged, packaged_schemas
from wmsgit.schema.shape import ANYTHING, shape_of
from wmsgit.store.document import read_document
from wmsgit.store.refusal import UnreadableError
from wmsgit.workspace.people import MAILMAP

_SCHEMAS_HASH = hash_of("schemas")


def tree_findings(tree: Tree, clean: set[bytes], progress: Progress | None) -> list[Finding]:
    """Everything that is wrong with a tree, the files outside of it left aside.

    Args:
        tree: which.
        clean: the hashes of files that have no findings by themselves; becomes that of this tree's.
        progress: called with how many records have been checked, and of how many.
    """
    schemas, broken = schema_findings(tree, clean)
    usable = {name: kind for name, kind in tree.kinds.items() if f"{SCHEMAS}/{name}.schema.json" not in broken}
    hashes = {hash_of_file(file): file for file in tree.files}
    doubtful = [file for key, file in hashes.items() if key not in clean]
    own = list(record_findings(doubtful, usable, tree.place, tree.read, progress))
    faulty = {finding.path for finding in own}
    clean.clear()
    clean.update(key for key, file in hashes.items() if file.path not in faulty and file.kind in usable)
    clean.update(() if schemas or tree.is_past else (_SCHEMAS_HASH,))
    return [*schemas, *settings_problems(tree), *own, *_rule_findings(tree, own), *_cross_findings(tree)]


def hash_of_file(file: LoadedFile) -> bytes:
    """What decides whether a record has findings by itself: its kind, its file's name and its bytes."""
    return hash_of(file.kind, file.path, file.digest or str(file.problem))


def schema_findings(tree: Tree, clean: set[bytes]) -> tuple[list[Finding], set[str]]:
    """What is wrong with the schemas, and the paths of those by which no record can be checked.

    The clean hashes belong to one state of the schemas, so that these too are checked once. Where they are the very
    ones of this release, the tests have looked at them; an editor may show these while the disk has others, by which
    the kinds are made.
    """
    if _SCHEMAS_HASH in clean or (_are_ours(tree.schemas) and not tree.registry.broken):
        return [], set()
    from wmsgit.features.check.checks.schemas import keyword_findings, usability_findings

    registry = tree.registry
    result = usability_findings(tree.schemas, tree.kinds, registry.broken, lambda: registry.settings_schema)
    needs = release_needed(_requirement(tree), __version__)
    keywords = [] if tree.is_past else keyword_findings(tree.schemas, tree.kinds, needs)
    return [*result, *keywords], {finding.path for finding in result if finding.level == "error"}


def _are_ours(schemas: Mapping[str, bytes]) -> bool:
    """Whether these, by file name, are the very schemas of this release, and all of them."""
    names = {path.name for path in packaged_schemas().glob(f"*{SUFFIX}")}
    return schemas.keys() == names and all(map(is_packaged, schemas, schemas.values()))


def _requirement(tree: Tree) -> Any:
    """What the settings say of the releases that may work here; None where they cannot be read."""
    try:
        return read_document(tree.read(SETTINGS_PATH), ANYTHING, path=SETTINGS_PATH).data.get("requires_wmsgit")
    except (InvalidError, NotFoundError):
        return None


def settings_problems(tree: Tree) -> list[Finding]:
    """What is wrong with the workspace's settings."""
    from wmsgit.features.check.actions.setting_names import setting_faults
    from wmsgit.features.check.checks.settings import settings_findings
    from wmsgit.store.loading import finding_of

    try:
        schema = tree.registry.settings_schema
        text = tree.read(SETTINGS_PATH)
        document = read_document(text, shape_of(schema), path=SETTINGS_PATH)
        faults = setting_faults(document.data, tree.kinds)
        findings = settings_findings(schema, document.data, SETTINGS_PATH, document.position, __version__, faults)
        return [*findings, *(unseen_findings(document, SETTINGS_PATH) if may_be_unseen(text) else ())]
    except UnreadableError as error:
        return [finding_of(error, SETTINGS_PATH)]
    except NotFoundError as error:
        return [Finding(SETTINGS_PATH, 0, 0, "UNREADABLE", error.message)]
    except SchemaError:
        return []  # reported with the schemas


def _rule_findings(tree: Tree, own: list[Finding]) -> Iterator[Finding]:
    if tree.rule_holders:
        from wmsgit.features.check.actions.record_rules import rule_findings

        yield from rule_findings(tree, own)


def _cross_findings(tree: Tree) -> Iterator[Finding]:
    yield from identity_findings(tree.files, tree.place, tree.kinds)
    yield from cycle_findings(tree.files, tree.kinds, tree.place)
    yield from reference_findings(tree.files, tree.kinds, tree.place)
    yield from member_path_findings(tree.files, tree.place)
    yield from folder_findings(tree.files)
    people = people_in(tree.files, tree.kinds, _mailmap(tree))
    yield from people_findings(tree.files, tree.kinds, people, tree.place)


def _mailmap(tree: Tree) -> str:
    try:
        return tree.read(MAILMAP).decode("utf-8", "replace")
    except (InvalidError, NotFoundError):
        return ""
