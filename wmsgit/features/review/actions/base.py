"""The check of a change: what a branch does to the records, judged by the schemas and settings of its base."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from wmsgit.features.check.actions.tree import RECORD_SUFFIX, SCHEMAS, SETTINGS_PATH, Tree, working_tree
from wmsgit.features.records.actions.check_gates import gate_findings
from wmsgit.features.review.actions.merge_attributes import merging_findings
from wmsgit.features.review.actions.policy import policy_changes
from wmsgit.features.review.actions.review import rule_differences, settings_of
from wmsgit.features.review.actions.sides import Reader, packs_of, state_of, tree_by
from wmsgit.features.review.checks.changed_rules import rule_findings
from wmsgit.features.review.checks.judged import judged
from wmsgit.features.review.checks.removal import collision_findings, moved_findings, reuse_findings
from wmsgit.model.finding import Finding, limited
from wmsgit.model.identity import id_of_path
from wmsgit.model.policy import policy_findings
from wmsgit.model.record import Data, Record
from wmsgit.model.text import shortened
from wmsgit.model.version import __version__
from wmsgit.schema.change import Change
from wmsgit.schema.registry import Registry
from wmsgit.schema.state import Key
from wmsgit.store.layout import RECORDS
from wmsgit.vcs.history.ranges import blobs_between, deletions, overrides_between, renumberings, require_merge_base
from wmsgit.vcs.objects.blobs import read_blobs
from wmsgit.workspace.revisions.records import revision_of
from wmsgit.workspace.workspace import Workspace

_ID = re.compile(r"\w[\w.-]*\w")


@dataclass(frozen=True)
class Base:
    """What a branch is compared with.

    Attributes:
        ws: the workspace.
        name: what the base was called on the command line.
        tip: the base's commit.
        start: the commit at which the branch left it.
        head: the branch's commit.
    """

    ws: Workspace
    name: str
    tip: str
    start: str
    head: str

    @cached_property
    def tip_tree(self) -> Tree:
        """The base as it is by now, by its own schemas."""
        return Reader(self.ws).tree(self.tip)

    @cached_property
    def registry(self) -> Registry:
        """The kinds that judge: the base's; those that come with wmsgit where it has none that may be read."""
        return self.tip_tree.registry

    @cached_property
    def start_tree(self) -> Tree:
        """The state from which the branch began, read by the kinds that judge."""
        return Reader(self.ws, registry=self.registry).tree(self.start)

    def between(self, record: Record) -> Iterator[Data]:
        """The versions of a record that the branch's commits had, oldest first; what cannot be read is left out."""
        from wmsgit.store.loading import load_bytes

        kind = self.registry.kind(record.kind)
        blobs = blobs_between(self.ws.root, self.start, self.head, record.path)
        for _, text in read_blobs(self.ws.root, blobs):
            data = load_bytes(text, record.path, kind).data
            if data is not None:
                yield data


def base_of(ws: Workspace, name: str) -> Base:
    """What a branch is compared with when its base is called `name`.

    Raises:
        NotFoundError, IncompleteError: when there is no such commit, no commit yet, or nothing in common.
    """
    tip, head = revision_of(ws, name).commit, revision_of(ws, "HEAD").commit
    start = require_merge_base(ws.require_dirs().worktree, tip, head)
    return Base(ws, name, tip, start, head)


def change_findings(base: Base, *, is_accepted: bool = False) -> tuple[Finding, ...]:
    """What the working files do to the base: what they loosen first, then changed schemas, then what may not be.

    Args:
        base: the base.
        is_accepted: whether what is loosened is accepted by whoever runs the check.
    """
    ws = base.ws
    own = working_tree(ws)
    head = own if ws.registry.digest == base.registry.digest else tree_by(ws, base.registry)
    began = Reader(ws).tree(base.start)
    rules = rule_findings(rule_differences(began, own), _reader_of(own))
    change = _change(base, base.start_tree, head)
    policy = policy_findings(policy_changes(ws, began, own), own.place, accepted=is_accepted)
    gates = gate_findings(change, settings_of(base.tip_tree))
    result = {
        *_overridden(base, {*judged(change, packs_of(ws, base.start_tree, head)), *gates}),
        *moved_findings(change),
        *reuse_findings(change, _deleted(base, change)),
        *collision_findings(change, state_of(base.tip_tree), base.name),
        *_release_findings(base),
    }
    merging = merging_findings(ws, base.start, own)
    return (*policy, *(rules if began.schemas else ()), *merging, *limited(result))


def _overridden(base: Base, findings: Collection[Finding]) -> Iterator[Finding]:
    """The findings, as warnings where a commit of the branch says why its author wrote that all the same."""
    errors = [finding for finding in findings if finding.level == "error"]
    reasons = overrides_between(base.ws.root, base.start, base.head) if errors else {}
    by_id = {id_of_path(path): reason for path, reason in reasons.items()}
    for finding in findings:
        reason = _reason(finding, reasons, by_id) if finding.level == "error" else ""
        words = f"{finding.message} (overridden: {shortened(reason)})"
        yield replace(finding, level="warning", message=words) if reason else finding


def _reason(finding: Finding, by_path: Mapping[str, str], by_id: Mapping[str, str]) -> str:
    """Why a commit wrote a record all the same: that of the finding, or the other that it speaks of."""
    words = _ID.findall(finding.message) if by_id else ()
    return by_path.get(finding.path) or next((by_id[word] for word in words if word in by_id), "")


def _change(base: Base, old: Tree, new: Tree) -> Change:
    renumbered = renumberings(base.ws.root, base.start, base.head)
    return Change(state_of(old), state_of(new), new.place, base.between, renumbered)


def _reader_of(tree: Tree) -> Callable[[str], bytes]:
    """Gives the text of a file of a tree, its schemas among them."""

    def read(path: str) -> bytes:
        name = path.removeprefix(f"{SCHEMAS}/")
        return tree.schemas[name] if name in tree.schemas else tree.read(path)

    return read


def _deleted(base: Base, change: Change) -> Mapping[Key, Record]:
    """The added records whose ids the base's history has deleted, each as it was last."""
    added = {f"{record.id}{RECORD_SUFFIX}": record for record in change.added()}
    if not added:
        return {}
    from wmsgit.store.loading import load_bytes

    kinds = change.kinds
    folders = sorted({f"{RECORDS}/{kinds[record.kind].folder}" for record in added.values() if record.kind in kinds})
    gone = deletions(base.ws.root, base.start, folders, added) if folders else {}
    result: dict[Key, Record] = {}
    for path, (_, text) in zip(gone, read_blobs(base.ws.root, gone.values()), strict=True):
        record = added[path.rpartition("/")[2]]
        data = load_bytes(text, path, kinds[record.kind]).data if record.kind in kinds else None
        if data is not None:
            result.setdefault((record.kind, record.id), Record(record.kind, record.id, data, path))
    return result


def _release_findings(base: Base) -> Iterable[Finding]:
    """What the base's settings have against this release of wmsgit."""
    from wmsgit.features.check.checks.settings import version_findings

    required = (settings_of(base.tip_tree) or {}).get("requires_wmsgit")
    if not isinstance(required, str):
        return ()
    return version_findings(required, SETTINGS_PATH, partial(base.tip_tree.place, SETTINGS_PATH), __version__)
