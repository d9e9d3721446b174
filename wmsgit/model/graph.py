"""A graph of records: what refers to what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A record in a graph; one that does not exist has no status and no kind but that of the reference.

    Attributes:
        id, kind, title, status: of the record.
        is_closed: whether its status is a closed one.
        exists: whether there is such a record.
        commits: its commits in the members, in words; empty for none.
    """

    id: str
    kind: str
    title: str = ""
    status: str = ""
    is_closed: bool = False
    exists: bool = True
    commits: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A reference: `source` names `target` under `field`; `in_cycle` when following the field leads back."""

    source: str
    field: str
    target: str
    in_cycle: bool = False


@dataclass(frozen=True, slots=True)
class RecordGraph:
    """Records and the references between them."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[Edge, ...]
