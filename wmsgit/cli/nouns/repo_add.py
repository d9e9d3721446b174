"""`repo add`: a member, by default beside the workspace."""

from wmsgit.cli.command import Built
from wmsgit.cli.records import add
from wmsgit.schema.kind import Kind

DETAILS = f"Without --path, the repository is taken to lie beside the workspace, at ../NAME. {add.DETAILS}"


def build(kind: Kind | None) -> Built:
    """The function for the kind of members."""
    return add.build(kind, {"path": "../{argument}"})
