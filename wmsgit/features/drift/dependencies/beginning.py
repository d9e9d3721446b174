"""How the reader of a manifest begins: with its data, with what finds lines in it, and with nothing declared yet."""

from collections.abc import Mapping
from typing import Any

from wmsgit.features.drift.dependencies.declared import ManifestBuilder, manifest_text
from wmsgit.features.drift.line_finder import LineFinder
from wmsgit.features.drift.settings.formats import read_settings
from wmsgit.features.drift.settings.values import mapping_of


def begun(data: bytes, form: str) -> tuple[Mapping[str, Any], LineFinder, ManifestBuilder]:
    """The table at the top of a manifest, empty for none; the finder of its lines; and an empty builder.

    Raises:
        ExtractionError: when it is not of that format.
    """
    return mapping_of(read_settings(data, form)), LineFinder(manifest_text(data)), ManifestBuilder()
