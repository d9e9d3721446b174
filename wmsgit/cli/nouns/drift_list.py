"""`drift list`: the findings that fit, or how many there are of each rule, repository or owner."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import typer

from wmsgit.cli.command import Built, parameter
from wmsgit.cli.records import list as listed
from wmsgit.cli.run import Run
from wmsgit.schema.kind import Kind

DETAILS = f"{listed.DETAILS} --group-by counts them instead, by status; an owner is the waiver's, else whose it is."

_GROUPS = {"rule": ("detected_rule",), "repo": ("repo",), "owner": ("waiver.owner", "assigned_to")}
_GroupBy = Annotated[
    Literal["rule", "repo", "owner"] | None,
    typer.Option("--group-by", help="Count them by this instead.", case_sensitive=False),
]
_NOBODY = "(none)"


def build(kind: Kind | None) -> Built:
    """The function for the kind of findings."""
    built = listed.build(kind, [parameter("group_by", _GroupBy)], _counted)
    return Built(built.function, (*built.examples, "wmsgit drift list --group-by rule"), built.completers)


def _counted(run: Run, kind: Kind, fields: Mapping[str, Any], options: Mapping[str, Any]) -> bool:
    if not options["group_by"]:
        return False
    from wmsgit.cli.output.data import print_rows, warn_unreadable
    from wmsgit.cli.output.listing import conditions_of

    ways = _GROUPS[options["group_by"]]
    conditions = conditions_of(run, kind, fields, options["terms"] or ())
    select = run.workspace.index([kind.name]).select(
        kind, conditions, where=options["where"] or "", columns=("status", *ways)
    )
    counts: dict[str, dict[str, int]] = {}
    for status, *names in select:
        group = counts.setdefault(str(next(filter(None, names), _NOBODY)), {})
        group[str(status)] = group.get(str(status), 0) + 1
    statuses = kind.fields[kind.status].enum
    rows = [
        {
            options["group_by"]: name,
            "count": sum(group.values()),
            **{statuse: group.get(statuse, 0) for statuse in statuses},
        }
        for name, group in sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    ]
    if options["format"] == "ids":
        from wmsgit.cli.messages import one_line

        sys.stdout.writelines(f"{one_line(str(row[options['group_by']]))}\n" for row in rows)
    else:
        print_rows(run, [options["group_by"], "count", *statuses], rows, options["format"])
    warn_unreadable(run, [kind.name])
    return True
