"""Maven's pom.xml ("POM Reference"), and Gradle's version catalogs; nothing is evaluated.

A package is named `group:artifact`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wmsgit.features.drift.dependencies.declared import (
    BUILD,
    CONSTRAINT,
    DEV,
    OPTIONAL,
    RUNTIME,
    Declared,
    Manifest,
    ManifestBuilder,
    manifest_text,
)
from wmsgit.features.drift.facts import ExtractionError
from wmsgit.features.drift.line_finder import LineFinder
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.values import mapping_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SCOPES = {"test": DEV, "provided": BUILD, "system": BUILD, "import": CONSTRAINT}
_PROPERTY = re.compile(r"\$\{([^}]+)\}")
_MAX_ROUNDS = 8


def read_pom(data: bytes) -> Manifest:
    """What a pom.xml declares, with its own properties filled in.

    Raises:
        ExtractionError: when it is no XML, or declares entities.
    """
    from xml.etree import ElementTree as ET

    text = manifest_text(data)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ExtractionError("it has a document type, which no pom.xml needs")
    try:
        root = ET.fromstring(data)  # noqa: S314 - without entities, and of bounded size
    except (ET.ParseError, ValueError, LookupError) as error:
        raise ExtractionError(f"it is not XML that can be read here: {error}") from error
    builder, lines = ManifestBuilder(), LineFinder(text)
    properties = {_tag(item): _text(item) for part in _inner(root, "properties") for item in part}
    properties |= {f"project.{name}": _child(root, name) for name in ("version", "groupId", "artifactId")}
    managed: dict[str, _Artifact] = {}
    for element, group in _places(root):
        _add_artifact(builder, _Artifact(element, properties), group, managed, lines)
    return builder.manifest


def _places(root: "Element") -> Iterator[tuple["Element", str]]:
    """The elements that name an artifact, each with the group in which it is meant."""
    profiles = [profile for part in _inner(root, "profiles") for profile in part]
    for top in (root, *profiles):
        managed = _inner(top, "dependencyManagement")
        yield from ((item, CONSTRAINT) for part in managed for table in _inner(part, "dependencies") for item in table)
        yield from ((item, RUNTIME) for table in _inner(top, "dependencies") for item in table)
        for build in (*_inner(top, "build"), *_inner(top, "reporting")):
            managed = _inner(build, "pluginManagement")
            tables = [table for part in (build, *managed) for table in _inner(part, "plugins")]
            plugins = [item for table in tables for item in table]
            yield from ((item, BUILD) for item in plugins)
            yield from ((item, BUILD) for table in _inner(build, "extensions") for item in table)
            yield from ((item, BUILD) for plugin in plugins for item in _within(plugin))
    yield from ((parent, BUILD) for parent in _inner(root, "parent"))


def _within(plugin: "Element") -> Iterator["Element"]:
    """The artifacts in a plugin: its dependencies, and those in its configuration, as of annotation processors."""
    for item in plugin.iter():
        if item is not plugin and _child(item, "artifactId") and _tag(item) != "exclusion":
            yield item


class _Artifact:
    """An element that names an artifact, with the properties that its texts may use."""

    def __init__(self, element: "Element", properties: dict[str, str]) -> None:
        self._element, self._properties = element, properties
        usual = "org.apache.maven.plugins" if _tag(element) == "plugin" else ""
        self.names = (self.text("groupId") or usual, self.text("artifactId"))
        self.written = _child(element, "artifactId")
        self.is_named = bool(self.names[1]) and not any("${" in name for name in self.names)

    def text(self, name: str) -> str:
        return _filled(_child(self._element, name), self._properties)


def _add_artifact(
    builder: ManifestBuilder, artifact: _Artifact, group: str, managed: dict[str, _Artifact], lines: LineFinder
) -> None:
    """Add an artifact; what it does not say itself is said where it is managed ("Dependency Management")."""
    name, line = ":".join(artifact.names), lines.line(artifact.written)
    if not artifact.is_named:
        builder.odd(line, f"an artifact whose name is computed: {name[:80]}")
        return
    if group == CONSTRAINT:
        managed[name] = artifact
    sources = [artifact, managed[name]] if group == RUNTIME and name in managed else [artifact]
    version, scope = (next(filter(None, (item.text(field) for item in sources)), "") for field in ("version", "scope"))
    if group == RUNTIME:
        group = _SCOPES.get(scope, OPTIONAL if artifact.text("optional") == "true" else RUNTIME)
    builder.add(Declared(group, name, version, "", is_poetry=False, line=line))


def _tag(element: "Element") -> str:
    return str(element.tag).rpartition("}")[2]


def _inner(element: "Element", name: str) -> list["Element"]:
    return [item for item in element if _tag(item) == name]


def _text(element: "Element") -> str:
    return (element.text or "").strip()


def _child(element: "Element", name: str) -> str:
    return next((_text(item) for item in _inner(element, name)), "")


def _filled(text: str, properties: dict[str, str]) -> str:
    for _ in range(_MAX_ROUNDS):
        new = _PROPERTY.sub(lambda match: properties.get(match[1]) or match[0], text)[:1000]
        if new == text:
            break
        text = new
    return text


def read_version_catalog(data: bytes) -> Manifest:
    """The libraries and plugins of a version catalog of Gradle (libs.versions.toml).

    Raises:
        ExtractionError: when it is no TOML.
    """
    whole, lines, builder = read_settings(data, "toml"), LineFinder(manifest_text(data)), ManifestBuilder()
    versions = mapping_of(whole.get("versions"))
    for table, group, key in (("libraries", RUNTIME, "module"), ("plugins", BUILD, "id")):
        for alias, item in mapping_of(whole.get(table)).items():
            name, version = _of_catalog(item, key, versions)
            if not name.strip(":") or (group == RUNTIME and not all(name.partition(":"))):
                builder.odd_item(str(alias), item, lines.line(str(alias)))
                continue
            builder.add(Declared(group, name, version, "", is_poetry=False, line=lines.line(str(alias))))
    return builder.manifest


def _of_catalog(item: Any, key: str, versions: Any) -> tuple[str, str]:
    if isinstance(item, str):
        name, _, version = item.rpartition(":")
        return name, version
    fields = mapping_of(item)
    version = fields.get("version", "")
    version = versions.get(version.get("ref"), "") if isinstance(version, dict) and "ref" in version else version
    name = fields.get(key) or f"{fields.get('group', '')}:{fields.get('name', '')}"
    return str(name), version if isinstance(version, str) else ""
