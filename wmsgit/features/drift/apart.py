"""Telling apart: violations by place; those of one file that have the same words say in which line each is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from wmsgit.features.drift.kind import Violation


def told_apart(violations: Sequence[Violation]) -> list[Violation]:
    """The violations of a rule by place; those of one file with one message have their lines in it, where known."""
    counts = Counter((item.repo, item.path, item.message) for item in violations)
    return [
        replace(item, message=f"{item.message} (line {item.line})")
        if item.line and counts[item.repo, item.path, item.message] > 1
        else item
        for item in sorted(violations, key=lambda item: (item.repo, item.path, item.line, item.discriminator))
    ]
