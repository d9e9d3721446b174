"""Fields: what a record's schema has against it, as findings with their places."""

from collections.abc import Iterator

from wmsgit.model.finding import Finding
from wmsgit.model.ports import Positions
from wmsgit.model.record import Data
from wmsgit.schema.kind import Kind
from wmsgit.schema.validate import Problem, problems_of

CODE = "SCHEMA"


def field_findings(kind: Kind, data: Data, record_id: str, path: str, position: Positions) -> list[Finding]:
    """Everything that the kind's schema has against a record's fields.

    Raises:
        SchemaError: when the schema itself cannot be used.
    """
    return list(as_findings(problems_of(kind, data, record_id), path, position))


def as_findings(problems: list[Problem], path: str, position: Positions) -> Iterator[Finding]:
    """Problems as findings of the file at `path`; that there are more stands with the last of them."""
    last = (0, 0)
    for problem in problems:
        place = last if problem.counts else position(problem.pointer, key=problem.at_key)
        last = max(last, place)
        yield Finding(path, *place, CODE, str(problem))
