"""A finding: one problem of one place, as `check` reports it."""

from collections.abc import Iterable
from typing import Literal

from wmsgit.model.value import immutable

MAX_TOLD = 20
"""Findings of one sort that are told of one file; the others are counted."""

Level = Literal["error", "warning", "note"]


@immutable
class Finding:
    """One problem.

    Attributes:
        path: the file, relative to the workspace, with `/`.
        line, column: counted from 1; 0 where the whole file is meant.
        code: what sort of problem, in capitals: `DUPLICATE-KEY`, `SCHEMA`, `CYCLE`.
        message: one sentence, without a final full stop.
        level: `error`, `warning` (which leaves the exit code at 0 unless asked), or `note` (which always does).
        cause: what warnings are grouped by when many share it; empty for none.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    level: Level = "error"
    cause: str = ""

    def __str__(self) -> str:
        """The finding as compilers print it: `path:line:column: CODE message`."""
        return f"{self.place}: {self.code} {self.message}"

    @property
    def place(self) -> str:
        """`path:line:column`, or `path` alone where the whole file is meant."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two findings one, wherever in its file each stands: a merge moves lines."""
        return (self.path, self.code, self.message)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by place, then by code and message."""
    return sorted(findings, key=lambda result: (result.path, result.line, result.column, result.code, result.message))


def limited(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in order, of one sort in one file the first ones, then how many more there are.

    What is itself such a count, as `wmsgit.schema.validate` makes it, is one of the first with what it counts.
    """
    groups: dict[tuple[str, str, Level], list[Finding]] = {}
    for finding in in_order(findings):
        groups.setdefault((finding.path, finding.code, finding.level), []).append(finding)
    kept: list[Finding] = []
    for group in groups.values():
        more = len(group) - MAX_TOLD
        kept += group if more <= 1 else group[:MAX_TOLD]
        if more > 1:
            from dataclasses import replace

            kept.append(replace(group[MAX_TOLD - 1], message=f"… and {more:,} more", cause=""))
    return in_order(kept)
