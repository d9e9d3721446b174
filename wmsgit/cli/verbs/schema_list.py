"""`schema list`: the kinds, their tables and how their schemas stand."""

from wmsgit.cli.input.options import Format
from wmsgit.cli.run import Run

EXAMPLES = ("wmsgit schema list",)
DETAILS = "STATE compares a schema with the one that comes with this release of wmsgit."


def run(run: Run, *, format: Format = "table") -> None:  # noqa: A002
    """Print the kinds."""
    from wmsgit.cli.output.data import print_rows
    from wmsgit.features.setup.actions.schemas import schema_states
    from wmsgit.schema.registry import SETTINGS

    kinds = {kind.name: kind for kind in run.workspace.registry.kinds()}
    states = {state.name: state.state for state in schema_states(run.workspace) if state.name != SETTINGS}
    rows = [
        {
            "id": name,
            "aliases": ", ".join(kinds[name].aliases) if name in kinds else "",
            "folder": f"records/{kinds[name].folder}" if name in kinds else "",
            "table": kinds[name].table if name in kinds else "",
            "state": state if name in kinds or state == "missing" else "broken",
        }
        for name, state in states.items()
    ]
    print_rows(run, ["id", "aliases", "folder", "table", "state"], rows, format)
