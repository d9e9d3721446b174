"""Sights: one repository as one rule sees it, with the files in its scope and the facts about them."""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from wmsgit.features.drift.facts import UNREAD, Extractor, reason_unreadable
from wmsgit.model.ports import RepositoryHistory, RepositoryState, RepositoryView

_Result = TypeVar("_Result")
Facts = Mapping[str, Mapping[str, Any]]
"""Extractor's key → blob id → fact."""


@dataclass(frozen=True)
class Member:
    """A repository of the workspace.

    Attributes:
        name: its name.
        data: the fields of its record.
        view: its files; None where they cannot be seen.
        problem: why not.
        state: how its clone stands; None where there is none.
        origin: where its files come from, where that is not what is checked out, and how old that is; else empty.
        history: what its commits say; None where there is none.
        fetched: when these files were last fetched, where they are a remote's; None for others.
    """

    name: str
    data: Mapping[str, Any] = field(default_factory=dict)
    view: RepositoryView | None = None
    problem: str = ""
    state: RepositoryState | None = None
    origin: str = ""
    history: RepositoryHistory | None = None
    fetched: datetime | None = None

    @property
    def tags(self) -> Collection[str]:
        """The words that group repositories."""
        tags: Collection[str] = self.data.get("tags") or ()
        return tags

    @cached_property
    def by_name(self) -> Mapping[str, Collection[str]]:
        """File's name → paths of the regular files of that name."""
        result: dict[str, list[str]] = {}
        for path in self.view.files() if self.view else ():
            result.setdefault(path.rpartition("/")[2], []).append(path)
        return result


@dataclass(frozen=True)
class RuleView:
    """One repository as one rule sees it.

    Attributes:
        member: the repository.
        view: its files.
        paths: the regular files in the rule's scope, by path.
        others: the symbolic links and submodules in its scope, by path.
        facts: what the extractors that the kind named found.
        shared: what was worked out about the repository, for all rules of a scan; see `once`.
        today: the day, as `2026-11-23`; empty where nobody knows it.
        missed: path → why there are no facts about it; what is asked for in vain is added.
        odd: path, line and why what stands there cannot be read, of files of which the rest could be.
    """

    member: Member
    view: RepositoryView
    paths: tuple[str, ...]
    others: tuple[str, ...] = ()
    facts: Facts = field(default_factory=dict)
    shared: dict[Any, Any] = field(default_factory=dict)
    missed: dict[str, str] = field(default_factory=dict)
    odd: set[tuple[str, int, str]] = field(default_factory=set)
    today: str = ""

    @property
    def name(self) -> str:
        """The repository's name."""
        return self.member.name

    @property
    def files(self) -> Mapping[str, str]:
        """Path → blob id of every regular file, whatever the scope."""
        return self.view.files()

    @cached_property
    def scope(self) -> frozenset[str]:
        """Every path in the rule's scope, whatever lies there."""
        return frozenset((*self.paths, *self.others))

    def once(self, key: Hashable, make: Callable[[], _Result]) -> _Result:
        """What `make` gives, made once a scan for the repository, whichever rule asks first."""
        if key not in self.shared:
            self.shared[key] = make()
        result: _Result = self.shared[key]
        return result

    def fact(self, extractor: Extractor, path: str) -> Any:
        """What an extractor found in a file; None, and noted as missed, where it found nothing usable."""
        return next((result for _, result in self.each(extractor, (path,))), None)

    def each(self, extractor: Extractor, paths: Collection[str]) -> Iterator[tuple[str, Any]]:
        """Path and fact of these files, without those that are missed, which are noted."""
        known, files = self.facts.get(extractor.key, {}), self.files
        for path in paths:
            value = known.get(files[path])
            if value.__class__ is list:  # nothing that is unreadable, and most of what there is
                yield path, value
                continue
            reason = reason_unreadable(value) if value is not None else UNREAD
            if reason:
                self.missed[path] = reason
            else:
                yield path, value
