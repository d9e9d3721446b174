"""Routing: in which repository a record's work belongs, as placements, files and earlier records speak for it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wmsgit.features.records.gates import place_fields, placed
from wmsgit.model.record import Record
from wmsgit.schema.field import ways_to
from wmsgit.schema.kind import Kind
from wmsgit.schema.mentions import strings_at, values_along
from wmsgit.schema.state import State

Evidence = tuple[str, str, float, str]
"""A repository, the sort of evidence, its weight, and the reason in words."""

_WORD = re.compile(r"[^\W\d_]+|\d+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SHORT = 2
_COMMON_WORDS = """
about after all also and any are been before but can does for from had has have how into its more must new not now one
only our out over some than that the their them then there these they this those too under until use was were what when
where which who why will with without you your add fix make
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that say nothing of what a text is about, beside those of one or two letters."""

# Weights are a judgement, not a measurement: what a placement or a file says in so many words outweighs all words.
_SAID = 8.0
_NAMED = 4.0
_EARLIER = 3.0
_IN_PART = 2.0
_CLEAR, _AHEAD = 2.0, 2.0
_ENOUGH_WORDS = 2


@dataclass(frozen=True, slots=True)
class Route:
    """A repository that may be the one.

    Attributes:
        repo: its name.
        weight: how much speaks for it; more is better.
        reasons: what does, the weightiest first.
    """

    repo: str
    weight: float
    reasons: tuple[str, ...]


def routes(
    state: State, kind: Kind, data: Mapping[str, Any], repos: Collection[str], ranked: Sequence[tuple[Record, float]]
) -> list[Route]:
    """The repositories that something speaks for, the likeliest first.

    Args:
        state: the placements.
        kind: of the record.
        data: its fields, so far.
        repos: the repositories that there are.
        ranked: earlier records of the kind that share words with it, each with how well it fits.
    """
    text = text_of(kind, data)
    evidence = [*_files(state, kind, data, repos), *_affected(kind, data), *_named(text, repos)]
    evidence += [*_components(state, text), *_earlier(kind, words_of(text), ranked)]
    best: dict[tuple[str, str], tuple[float, str]] = {}
    for repo, sort, weight, why in evidence:
        if repo in repos:
            best[repo, sort] = max(best.get((repo, sort), (0.0, "")), (weight, why), key=lambda item: item[0])
    return sorted(
        (_route(repo, best) for repo in {repo for repo, _ in best}), key=lambda item: (-item.weight, item.repo)
    )


def clear_route(result: Sequence[Route]) -> Route | None:
    """The first of the routes when it is clear: it has weight, and at least twice that of the runner-up."""
    if not result or result[0].weight < _CLEAR:
        return None
    return result[0] if len(result) == 1 or result[0].weight >= _AHEAD * result[1].weight else None


def text_of(kind: Kind, data: Mapping[str, Any]) -> str:
    """What a record says in words: its main field, and those that a search reads."""
    names = dict.fromkeys((kind.argument, *kind.search))
    return "\n".join(text for name in names for _, text in strings_at(data.get(name), ()))


def words_of(text: str) -> list[str]:
    """The words of a text that say what it is about, in lower case, each once; `KeyVault` is two."""
    result = (match[0].casefold() for match in _WORD.finditer(_HUMPS.sub(" ", text)))
    return list(dict.fromkeys(word for word in result if len(word) > _SHORT and word not in _COMMON))


def _route(repo: str, best: Mapping[tuple[str, str], tuple[float, str]]) -> Route:
    own = sorted((result for (name, _), result in best.items() if name == repo), key=lambda item: -item[0])
    return Route(repo, sum(weight for weight, _ in own), tuple(why for _, why in own))


def _files(state: State, kind: Kind, data: Mapping[str, Any], repos: Collection[str]) -> Iterator[Evidence]:
    for repo, why in placed(state, kind, data):
        yield repo, "placed", _SAID, f"{why} belongs there"
    for _, _, value in values_along(data, ways_to(kind.fields, lambda field: field.is_path)):
        repo, slash, _ = value.partition("/")
        if slash and repo in repos:
            yield repo, "file", _SAID, f"{value} lies there"


def _affected(kind: Kind, data: Mapping[str, Any]) -> Iterator[Evidence]:
    """What the record's other fields say of repositories: one alone is nearly an answer, several are a hint each."""
    kind_of_repo = kind.fields[kind.routed].references if kind.routed else ""
    for field in kind.fields.values():
        if kind_of_repo and field.references == kind_of_repo and not field.routed:
            named = [value for _, value in strings_at(data.get(field.name), ()) if value != field.wildcard]
            for repo in named:
                yield repo, field.name, _NAMED if len(named) == 1 else _IN_PART, f"{field.name} names it"


def _named(text: str, repos: Collection[str]) -> Iterator[Evidence]:
    for repo in repos:
        if _says(text, repo):
            yield repo, "name", _NAMED, "the text names it"


def _components(state: State, text: str) -> Iterator[Evidence]:
    """What placements say of components that the text names, whole or in part."""
    words = set(map(_stem, words_of(text)))
    for key, record in state.records.items():
        fields = place_fields(state.kinds[key[0]])
        if fields is None or state.is_closed(key):
            continue
        repo, name = str(record.data.get(fields.repo) or ""), str(record.data.get(fields.component) or "")
        own = words_of(name)
        shared = [word for word in own if _stem(word) in words]
        if _says(text, name) or (own and len(shared) == len(own)):
            yield repo, "component", _NAMED, f"{key[1]} has {name} there, which the text names"
        elif shared:
            weight = _IN_PART * len(shared) / len(own)
            yield repo, "component", weight, f"{key[1]} has {name} there, and the text says {_listed(shared)}"


def _earlier(kind: Kind, words: Sequence[str], ranked: Sequence[tuple[Record, float]]) -> Iterator[Evidence]:
    """What earlier records say whose words are like these: each repository's share of how well they fit."""
    total = sum(fit for _, fit in ranked)
    shares: dict[str, float] = {}
    first: dict[str, tuple[str, list[str]]] = {}
    for record, fit in ranked:
        own = set(map(_stem, words_of(text_of(kind, record.data))))
        shared = [word for word in words if _stem(word) in own]
        for repo in _home(kind, record.data):
            shares[repo] = shares.get(repo, 0.0) + fit
            if len(shared) > len(first.get(repo, ("", []))[1]):
                first[repo] = (record.id, shared)
    for repo, (record_id, shared) in first.items():
        weight = _EARLIER * shares[repo] / total * min(1.0, len(shared) / _ENOUGH_WORDS) if total else 0.0
        yield repo, "earlier", weight, f"{record_id}, whose work is there, says {_listed(shared)}, too"


def _home(kind: Kind, data: Mapping[str, Any]) -> list[str]:
    """Where an earlier record's work was: the repository that it is routed to, else the only one that it names."""
    if data.get(kind.routed):
        return [str(data[kind.routed])]
    named = {repo for repo, *_ in _affected(kind, data)}
    return sorted(named) if len(named) == 1 else []


def _stem(word: str) -> str:
    """A word without its plural's ending: enough to find `keys` in `key`."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _says(text: str, name: str) -> bool:
    return bool(name) and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE) is not None


def _listed(words: Iterable[str]) -> str:
    return ", ".join(list(words)[:4])
