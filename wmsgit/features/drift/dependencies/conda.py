"""Environments of conda ("Managing environments"): an environment.yml, and what it has pip install."""

import re

from wmsgit.features.drift.budget import MAX_REQUIREMENT
from wmsgit.features.drift.dependencies.beginning import begun
from wmsgit.features.drift.dependencies.declared import (
    RUNTIME,
    Declared,
    Manifest,
    ManifestBuilder,
)
from wmsgit.features.drift.dependencies.requirements import add_requirement_line
from wmsgit.features.drift.settings.values import mapping_of
from wmsgit.features.drift.versions.names import canonical

_MATCH = re.compile(r"(?:[\w./-]+::)?(?P<name>[\w.-]+)\s*(?P<versions>[<>=!~][^\s\[]*|\s[\w.*|,<>=!]+)?.*")


_MAX_WORDS = 3
"""A package's name, version and build."""


def read_environment(data: bytes) -> Manifest:
    """What an environment.yml declares; conda's packages go by the names of Python's.

    Raises:
        ExtractionError: when it is no YAML.
    """
    whole, lines, builder = begun(data, "yaml")
    dependencies = whole.get("dependencies")
    for item in dependencies if isinstance(dependencies, list) else ():
        inner = mapping_of(item).get("pip")
        if isinstance(item, str):
            _add(builder, item.strip(), lines.line(item))
        elif not isinstance(inner, list):
            builder.odd_item("dependencies", item, lines.line(str(item)))
        for line in inner if isinstance(inner, list) else ():
            if isinstance(line, str):
                add_requirement_line(builder, line.strip(), RUNTIME, lines.line(line))
            else:
                builder.odd_item("pip", line, lines.line(str(line)))
    return builder.manifest


def _add(builder: ManifestBuilder, text: str, line: int) -> None:
    match = _MATCH.fullmatch(text) if len(text) <= MAX_REQUIREMENT else None
    if match is None or ("[" not in text and len(text.split()) > _MAX_WORDS):
        builder.odd(line, f"{text[:80]!r} is no package of conda")
        return
    name, versions = canonical(match["name"]), (match["versions"] or "").strip()
    builder.add(Declared(RUNTIME, name, _in_pep_440(versions), "", is_poetry=False, line=line))


def _in_pep_440(versions: str) -> str:
    """A match of versions of conda as PEP 440 writes it: `=1.2` begins so, and what follows is a build."""
    if versions.startswith("=") and not versions.startswith("=="):
        return f"=={versions[1:].partition('=')[0].removesuffix('*').rstrip('.')}.*"
    if versions.startswith("=="):
        return f"=={versions[2:].partition('=')[0]}"
    return versions if versions[:1] in "<>!~" else f"=={versions}"
