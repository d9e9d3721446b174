"""JUnit XML: a scan as a test run, one suite a rule, one test case a finding; for whatever shows test results."""

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

from wmsgit.model.text import clean, one_line
from wmsgit.render.drift_rows import Row, Scanned, place_of

# What XML 1.0 does not admit, not even escaped (Extensible Markup Language 1.0, section 2.2).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REST = "drift scan"
_Case = tuple[str, str, str, Row | None]
"""The case's name, what became of it (`failure`, `error`, `skipped` or nothing), a text, and the finding."""


def drift_junit(scan: Scanned) -> Iterator[str]:
    """The document, in pieces. New and open findings are failures, baselined and waived ones are skipped.

    What could not be evaluated is an error. A rule with nothing to report passes; one that can find nothing is skipped.
    """
    suites = _suites(scan)
    cases = [case for members in suites.values() for case in members]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites name={_attribute(_REST)}{_sums(cases)}>\n"
    for name, members in suites.items():
        yield f"  <testsuite name={_attribute(name)}{_sums(members)}>\n"
        for case in members:
            yield from _case(name, case)
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _suites(scan: Scanned) -> dict[str, list[_Case]]:
    suites: dict[str, list[_Case]] = {rule["rule"]: [] for rule in scan.rules}
    for row in scan.findings:
        suites.setdefault(str(row["rule"]), []).append(_finding_case(row))
    for row in scan.unknowns:
        suites.setdefault(row["rule"] or _REST, []).append((place_of(row), "error", row["reason"], None))
    for notice in scan.notices:
        suites.setdefault(notice["about"], []).append((notice["about"], "skipped", notice["message"], None))
    for name, cases in suites.items():
        if not cases:
            cases.append((name, "", "", None))
    return suites


def _finding_case(row: Row) -> _Case:
    name = f"{row['repo']}/{row['file_path']}: {row['message']}"
    if row["state"] in {"new", "open"}:
        return name, "failure" if row["gates"] else "", "\n".join(_lines(row)), row
    if row["state"] == "unknown":
        return name, "error", row["reason"], row
    return name, "" if row["state"] == "resolved" else "skipped", f"{row['state']}: {row['reason']}".rstrip(": "), row


def _lines(row: Row) -> Iterator[str]:
    yield f"{row['state']}: {place_of(row)}: {row['message']}"
    for label, key in (("decision", "title"), ("because", "rationale"), ("fix", "fix"), ("record", "record")):
        if row[key]:
            yield f"{label}: {row[key]}"


def _case(suite: str, case: _Case) -> Iterator[str]:
    name, what, text, row = case
    place = f" file={_attribute(str(row['file_path']))}" if row else ""
    place += f' line="{row["line"]}"' if row and row["line"] else ""
    head = f"    <testcase classname={_attribute(suite)} name={_attribute(name)}{place}"
    if not what:
        yield f"{head}/>\n"
        return
    kind = f" type={_attribute(row['severity'])}" if row and what == "failure" else ""
    yield f"{head}>\n      <{what} message={_attribute(_heading(text, row))}{kind}"
    yield "/>\n" if what == "skipped" else f">{_escaped(text)}</{what}>\n"
    yield "    </testcase>\n"


def _heading(text: str, row: Row | None) -> str:
    """The first line of a case's text, whatever line ends the file's name has."""
    return one_line(next(_lines(row)) if row and row["state"] in {"new", "open"} else text)


def _sums(cases: Sequence[_Case]) -> str:
    counts = {name: sum(case[1] == what for case in cases) for name, what in _COUNTED.items()}
    return "".join(f' {name}="{count}"' for name, count in {"tests": len(cases), **counts}.items())


_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def _attribute(text: str) -> str:
    return quoteattr(_legal(text))


def _escaped(text: str) -> str:
    return _legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", clean(text))
