"""Build scripts of Gradle, in Groovy or Kotlin: what they declare in literals; nothing is evaluated.

A package is named `group:artifact`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from wmsgit.features.drift.budget import MAX_REQUIREMENT
from wmsgit.features.drift.dependencies.declared import (
    BUILD,
    CONSTRAINT,
    DEV,
    RUNTIME,
    Declared,
    Manifest,
    ManifestBuilder,
    manifest_text,
)

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<text>'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
    r"|(?P<word>[A-Za-z_][\w.]*)|(?P<line>\n)|(?P<sign>[^\s\w])",
    re.DOTALL,
)
_CONFIGURATION = re.compile(
    r"\w*(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly|[cC]ompile|[rR]untime|[kK]apt|[kK]sp"
    r"|[aA]nnotationProcessor|classpath)"
)
_COORDINATES = re.compile(r"(?P<name>[\w.-]+:[\w.-]+)(?::(?P<version>[^:@]*))?(?::[\w.-]*)?(?:@\w+)?")
_ELSEWHERE = frozenset(
    {"project", "projects", "libs", "files", "fileTree", "gradleApi", "localGroovy", "kotlin", "platform"}
    | {"enforcedPlatform", "testFixtures", "gradleTestKit", "npm"}
)
"""What names no package here: a part of the build, an entry of a catalog, files."""
_FIELDS = frozenset({"group", "name", "version"})
_NOT_NAMED = frozenset({"exclude", "project", "because", "url", "uri", "maven", "requireCapability"})
"""Calls whose texts are no packages."""
_FORCING = frozenset({"=", "force"})
"""What a statement outside of dependencies has that says which are meant: a value for later, or what is forced."""
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_CONTINUING = frozenset(",+.")
_STEP = 2


class _GradleToken(NamedTuple):
    """A word, a text without its quotes, or a sign; and its line."""

    kind: str
    text: str
    line: int


class _Statement(NamedTuple):
    """The tokens of one call or assignment, and the names of the blocks around it."""

    tokens: list[_GradleToken]
    blocks: tuple[str, ...]


def read_gradle(data: bytes) -> Manifest:
    """What a build.gradle or build.gradle.kts declares in literals; what is computed is odd.

    Raises:
        ExtractionError: when it is binary, or has too much in it.
    """
    builder = ManifestBuilder()
    for number, line in enumerate((text := manifest_text(data)).splitlines(), 1):
        if len(line) > MAX_REQUIREMENT:
            builder.odd(number, f"a line of more than {MAX_REQUIREMENT:,} characters")
    for statement in _statements(text):
        if "plugins" in statement.blocks:
            _add_plugin(builder, statement.tokens)
        elif any("ependenc" in name or name == "constraints" for name in statement.blocks):
            _add_dependency(builder, statement)
        elif _FORCING & {token.text for token in statement.tokens}:
            _add_texts(builder, statement, RUNTIME, least=_STEP)
    return builder.manifest


def _statements(text: str) -> Iterator[_Statement]:
    """The statements, each up to the end of its line outside of brackets, or to the block that it opens."""
    blocks: list[str] = []
    held: list[_GradleToken] = []
    depth = 0
    for token in _tokens(text):
        sign = token.text if token.kind == "sign" else ""
        is_end = token.kind == "line" and not depth and not (held and held[-1].text in _CONTINUING)
        if sign in {"{", "}"} or sign == ";" or is_end:
            if held:
                yield _Statement(held, tuple(blocks))
            if sign == "{":
                blocks.append(held[0].text if held else "")
            elif sign == "}":
                blocks, depth = blocks[:-1], 0
            held = []
        elif token.kind != "line":
            depth += (sign in _OPENING) - (sign in _CLOSING)
            depth = max(depth, 0)
            held.append(token)
    if held:
        yield _Statement(held, tuple(blocks))


def _tokens(text: str) -> Iterator[_GradleToken]:
    line, at = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        kind = str(match.lastgroup)
        if kind == "text":
            quotes = 3 if match[0][:3] in {"'''", '"""'} else 1
            yield _GradleToken(kind, match[0][quotes:-quotes], line)
        elif kind != "comment":
            yield _GradleToken(kind, match[0], line)


def _add_plugin(builder: ManifestBuilder, tokens: list[_GradleToken]) -> None:
    """`id "org.x" version "1"`, `kotlin("jvm") version "1"`, or a plugin's own name in backquotes."""
    texts = [token for token in tokens if token.kind == "text"]
    words = [token.text for token in tokens if token.kind == "word"]
    if texts and words[:1] == ["id"]:
        version = texts[1].text if len(texts) > 1 and "version" in words else ""
        builder.add(Declared(BUILD, texts[0].text, version, "", is_poetry=False, line=texts[0].line))


def _add_dependency(builder: ManifestBuilder, statement: _Statement) -> None:
    first = statement.tokens[0]
    how = statement.tokens[2].text if first.text == "add" and len(statement.tokens) > _STEP else first.text
    if first.text in _NOT_NAMED:
        return
    group = _group(how.lower(), statement.blocks)
    words = {token.text.partition(".")[0] for token in statement.tokens[1:] if token.kind == "word"}
    is_known = _CONFIGURATION.fullmatch(how) is not None
    if not _add_texts(builder, statement, group) and is_known and not words & _ELSEWHERE and statement.tokens[1:]:
        rest = "".join(token.text for token in statement.tokens[1:])
        if rest.strip("()"):
            builder.odd(first.line, f"a dependency that is computed: {rest[:60]!r}")


def _group(how: str, blocks: tuple[str, ...]) -> str:
    if "constraints" in blocks:
        return CONSTRAINT
    if "test" in how:
        return DEV
    return BUILD if how == "classpath" or any(word in how for word in ("processor", "kapt", "ksp")) else RUNTIME


def _add_texts(builder: ManifestBuilder, statement: _Statement, group: str, *, least: int = 1) -> bool:
    """Add what the texts of a statement name, with at least so many colons; whether there was anything."""
    tokens, count = statement.tokens, 0
    if tokens[0].text in _NOT_NAMED or any(token.text == "project" for token in tokens[1:3]):
        return True
    fields = _named(tokens)
    if "name" in fields and "group" in fields:
        name = f"{fields['group'].text}:{fields['name'].text}"
        version = fields["version"].text if "version" in fields else ""
        builder.add(Declared(group, name, version, "", is_poetry=False, line=fields["name"].line))
        return True
    group = CONSTRAINT if tokens[0].text == "force" else group
    for token in tokens:
        match = _COORDINATES.fullmatch(token.text) if token.kind == "text" else None
        if match and token.text.count(":") >= least:
            version = match["version"] or ""
            builder.add(Declared(group, match["name"], version, "", is_poetry=False, line=token.line))
            count += 1
    return count > 0


def _named(tokens: list[_GradleToken]) -> dict[str, _GradleToken]:
    """`group: "a", name: "b"` and, in Kotlin, `group = "a"`."""
    return {
        name.text: value
        for name, sign, value in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if name.text in _FIELDS and sign.text in {":", "="} and value.kind == "text"
    }
