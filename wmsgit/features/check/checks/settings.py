"""Settings: `records/workspace.yaml` follows its schema, and this release of wmsgit may work here."""

from collections.abc import Iterable, Mapping
from typing import Any

from wmsgit.features.check.checks.fields import CODE, as_findings
from wmsgit.features.records.gate_names import Fault
from wmsgit.model.finding import Finding
from wmsgit.model.ports import Positions
from wmsgit.model.record import Data
from wmsgit.model.releases import satisfies
from wmsgit.model.text import shortened
from wmsgit.schema.validate import problems_by, spell_pointer

VERSION_CODE = "VERSION"
_REQUIRES = "requires_wmsgit"


def settings_findings(
    schema: Mapping[str, Any], data: Data, path: str, position: Positions, version: str, faults: Iterable[Fault]
) -> list[Finding]:
    """What is wrong with the settings; `faults` are those of the names in them, `version` is the running wmsgit's.

    Raises:
        SchemaError: when the settings' schema cannot be used.
    """
    findings = list(as_findings(problems_by(schema, data, "workspace"), path, position))
    for pointer, message in faults:
        line, column = position(pointer)
        findings.append(Finding(path, line, column, CODE, f"{spell_pointer(pointer)}: {message}"))
    required = data.get(_REQUIRES)
    if isinstance(required, str):
        findings += version_findings(required, path, position, version)
    return findings


def version_findings(required: str, path: str, position: Positions, version: str) -> list[Finding]:
    """A finding when the running release, `version`, is not among those that the settings require."""
    try:
        if satisfies(version, required):
            return []
    except ValueError as error:
        return [Finding(path, *position((_REQUIRES,)), CODE, f"{_REQUIRES}: {error}")]
    message = f"this workspace requires wmsgit {shortened(required)}; this is {version}"
    return [Finding(path, *position((_REQUIRES,)), VERSION_CODE, message)]
