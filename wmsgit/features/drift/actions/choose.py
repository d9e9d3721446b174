"""Choosing: which findings are meant by ids, by fingerprints or the beginnings of them, recorded ones and new ones."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from wmsgit.errors import AmbiguousError, NotFoundError
from wmsgit.features.drift.actions.policy import FINDING as KIND
from wmsgit.features.drift.actions.record import write_change
from wmsgit.features.drift.actions.scan import Request, ScanReport, repo_of, scan
from wmsgit.features.drift.findings import RESOLVED, DriftFinding
from wmsgit.features.drift.records import PREFIX, LifeChange, life_change
from wmsgit.model.identity import is_safe_id
from wmsgit.model.record import Data, Record
from wmsgit.model.times import format_time
from wmsgit.workspace.place import Place
from wmsgit.workspace.workspace import Workspace
from wmsgit.workspace.writing.operation import WriteOptions, WriteResult, perform
from wmsgit.workspace.writing.subjects import findings_subject
from wmsgit.workspace.writing.transaction import Transaction
from wmsgit.workspace.writing.values import CommitTexts

_DIGITS = re.compile(r"[0-9a-f]{4,}\Z")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Chosen:
    """One finding that is meant.

    Attributes:
        record: what is recorded of it; None for a new one.
        change: what its life gains first: a new one is opened, a returned one is reopened.
    """

    record: Record | None = None
    change: LifeChange | None = None

    @property
    def id(self) -> str:
        """The record's id; of a new one the shortest that it may get."""
        return self.record.id if self.record else self.change.id if self.change else ""

    @property
    def data(self) -> Data:
        """The record's fields as they are before anything else is done with them."""
        return self.change.data if self.change else self.record.data if self.record else {}


def choose(ws: Workspace, words: Iterable[str], places: Sequence[Place] = ()) -> list[Chosen]:
    """The findings that are meant, each once. The repositories are scanned only where the records do not tell.

    Args:
        ws: the workspace.
        words: ids of records, fingerprints, or beginnings of fingerprints of four digits or more, perhaps after
            `DRIFT-`.
        places: further records.

    Raises:
        NotFoundError: when there is no such finding, neither in the records nor in a scan.
        AmbiguousError: when a beginning fits several.
    """
    seeker = _Seeker(ws)
    result = [seeker.find(word) for word in words]
    result += [seeker.recorded(ws.record(place)) for place in places]
    return list({chosen.id: chosen for chosen in result}.values())


def change_all(
    ws: Workspace,
    chosen: Sequence[Chosen],
    op: str,
    how: WriteOptions,
    change: Callable[[str, Data, Transaction], Data],
) -> WriteResult:
    """Change the findings in one commit; new ones are recorded with it.

    Args:
        ws: the workspace.
        chosen: which findings.
        op: the operation's name.
        how: how it lands.
        change: a record's id and fields → its fields afterwards.
    """

    def work(transaction: Transaction) -> None:
        for item in chosen:
            write_change(ws, transaction, item.id, change(item.id, item.data, transaction), is_new=item.record is None)

    several = len(chosen) > 1 or any(finding.record is None for finding in chosen)
    texts = CommitTexts(lambda: findings_subject(op, [finding.id for finding in chosen]) if several else "")
    return perform(ws, op, how, work, texts=texts)


class _Seeker:
    """Looks among the records first, and scans at most once."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._report: ScanReport | None = None

    def find(self, word: str) -> Chosen:
        kind = self._ws.kind(KIND)
        if is_safe_id(word):
            try:
                return self.recorded(self._ws.record(self._ws.locate(word, kind, exact=True)))
            except NotFoundError:
                pass
        digits = word.removeprefix(PREFIX).lower()
        if not _DIGITS.match(digits):
            raise NotFoundError(
                f"there is no finding {word!r}", hint="an id of 'drift list', or a fingerprint of 'drift scan'"
            )
        return self._by_fingerprint(word, digits)

    def recorded(self, record: Record) -> Chosen:
        """A recorded finding; one that was resolved may be back."""
        if record.data.get("status") != RESOLVED:
            return Chosen(record)
        back = [finding for finding in self._scanned().findings if finding.record and finding.record.id == record.id]
        return Chosen(record, self._life(back[0]) if back else None)

    def _by_fingerprint(self, word: str, digits: str) -> Chosen:
        records = self._ws.index([KIND]).documents(self._ws.kind(KIND))
        result = {
            str(finding.data["fingerprint"]): self.recorded(finding)
            for finding in records
            if str(finding.data.get("fingerprint", "")).startswith(digits)
        }
        if digits not in result:
            for finding in self._scanned().findings:
                if finding.detection and finding.record is None and finding.detection.fingerprint.startswith(digits):
                    result[finding.detection.fingerprint] = Chosen(None, self._life(finding))
        if not result:
            raise NotFoundError(
                f"there is no finding {word!r}, neither recorded nor in a scan", hint="'wmsgit drift scan' shows them"
            )
        if len(result) > 1 and digits not in result:
            shown = [f"{key} {chosen.data.get('file_path')}" for key, chosen in sorted(result.items())[:_SHOWN]]
            raise AmbiguousError(f"{word} fits {len(result)} findings", details=shown, hint="give more digits")
        return result.get(digits) or next(iter(result.values()))

    def _scanned(self) -> ScanReport:
        self._report = self._report or scan(self._ws, Request())
        return self._report

    def _life(self, finding: DriftFinding) -> LifeChange | None:
        """What opens or reopens a finding; of one that is in a baseline as well, since a person names it."""
        commit = self._scanned().commits.get(repo_of(finding), "")
        shown = DriftFinding("new", finding.detection, finding.record, returned=finding.returned)
        return life_change(shown, now=format_time(self._ws.now()), commit=commit)
