"""Gemfile ("Gemfile" of Bundler's documentation): what is declared in literals; it is never run."""

import re

from wmsgit.features.drift.budget import MAX_REQUIREMENT
from wmsgit.features.drift.dependencies.declared import (
    DEV,
    RUNTIME,
    Declared,
    Manifest,
    ManifestBuilder,
    grouped,
    manifest_text,
)

_GEM = re.compile(r"""^\s*gem[\s(]+(?:(['"])(?P<name>[\w.-]+)\1)?(?P<rest>.*)$""")
_QUOTED = re.compile(r"""(['"])(?P<text>[^'"]*)\1""")
_OPTION = re.compile(r"""(?:\b(?P<key>\w+):\s|:(?P<old>\w+)\s*=>)""")
_PLACE = re.compile(
    r"""(?:\b(?:git|github|path|gist|bitbucket):\s|:(?:git|github|path)\s*=>)\s*(['"])(?P<url>[^'"]+)\1"""
)
_GROUP = re.compile(r"^\s*group[\s(]+(?P<names>:[^#]*?)\)?\s+do\b")
_IN_GROUP = re.compile(r"(?:\bgroups?:\s|:groups?\s*=>)\s*\[?\s*:(?P<name>\w+)")
_BLOCK = re.compile(
    r"^\s*(?:if|unless|case|begin|while|source|platforms?|path|git|github|install_if)\b|\bdo\b(?:\s*\|[^|]*\|)?\s*$"
)
_COMPUTED = re.compile(r"[^#]*?(?<![:.\w-])(?:gem\b(?!\s*[:.=])|eval_gemfile\b)")
_END = re.compile(r"^\s*end\b")
_MAIN = frozenset({"default", "production"})


def read_gemfile(data: bytes) -> Manifest:
    """What a Gemfile declares; groups but `default` and `production` are ones of development.

    Raises:
        ExtractionError: when it is binary.
    """
    builder = ManifestBuilder()
    blocks: list[str] = []
    for number, line in enumerate(manifest_text(data).splitlines(), 1):
        if len(line) > MAX_REQUIREMENT:
            builder.odd(number, f"a line of more than {MAX_REQUIREMENT:,} characters")
            continue
        computed = _COMPUTED.match(_QUOTED.sub("", line))
        group, gem = None if computed else _GROUP.match(line), _GEM.match(line)
        if group:
            blocks.append(group["names"].strip(" :").partition(",")[0].strip())
        elif gem:
            _add(builder, gem, next((name for name in reversed(blocks) if name), ""), number)
        elif computed:
            builder.odd(number, f"gems that are computed, or stand elsewhere: {line.strip()[:60]!r}")
        elif _END.match(line):
            blocks = blocks[:-1]
        elif _BLOCK.search(line):
            blocks.append("")
    return builder.manifest


def _add(builder: ManifestBuilder, gem: re.Match[str], block: str, number: int) -> None:
    if not gem["name"]:
        builder.odd(number, f"a gem whose name is computed: {gem['rest'].strip()[:60]!r}")
        return
    own, place, option = _IN_GROUP.search(gem["rest"]), _PLACE.search(gem["rest"]), _OPTION.search(gem["rest"])
    name = own["name"] if own else block
    group = RUNTIME if not name or name in _MAIN else grouped(DEV, name)
    versions = gem["rest"][: option.start()] if option else gem["rest"]
    wanted = ", ".join(match["text"] for match in _QUOTED.finditer(versions.partition("#")[0]))
    url = place["url"] if place else ""
    builder.add(Declared(group, gem["name"].lower(), wanted, url, is_poetry=False, line=number))
