"""Naming: a record's file is named after its id, and the name is safe on every system."""

from wmsgit.model.finding import Finding
from wmsgit.model.identity import is_safe_id
from wmsgit.model.ports import Positions
from wmsgit.model.record import Data
from wmsgit.model.text import shortened

CODE = "NAME"


def name_findings(record_id: str, data: Data | None, path: str, position: Positions) -> list[Finding]:
    """What is wrong with a file's name; `record_id` is the name without its suffix."""
    findings = []
    if not is_safe_id(record_id):
        message = (
            f"the file name gives the id {record_id!r}, which is not safe: an id has letters, digits, '.', "
            "'_' and '-', starts with a letter, digit or '_', and has at most 100"
        )
        findings.append(Finding(path, 0, 0, CODE, message))
    stated = (data or {}).get("id")
    if stated is not None and str(stated) != record_id:
        line, column = position(("id",))
        message = f"the id {shortened(str(stated))!r} is not the file's name, {record_id!r}"
        findings.append(Finding(path, line, column, CODE, message))
    return findings
