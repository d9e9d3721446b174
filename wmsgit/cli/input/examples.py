"""Examples: ids and values that make a command line of the help look like one of the kind's own."""

from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind

_SAMPLES = {
    "{number}": "001",
    "{date}": "2026-11-23",
    "{day}": "20261123",
    "{actor}": "ann",
    "{random}": "7c1e",
    "{fingerprint}": "3f9a1c2b",
    "{given}": "api",
}


def example_id(kind: Kind | None) -> str:
    """An id such as the kind's records have."""
    text = kind.id_form.template if kind else "WS-TASK-{number}"
    for placeholder, sample in _SAMPLES.items():
        text = text.replace(placeholder, sample)
    return text


def example_assignment(kind: Kind | None) -> str:
    """An assignment to a field that the kind has."""
    if kind is None:
        return "priority=HIGH"
    field = example_field(kind)
    return f"{field.name}={field.enum[0] if field.enum else 'TEXT'}"


def example_field(kind: Kind) -> Field:
    """A field that is good to show: one with a few values that is not the status, else any."""
    fields = [field for field in kind.fields.values() if field.name != "id"]
    by_worth = sorted(fields, key=lambda field: (field.name == kind.status or not field.enum, not field.is_text))
    return by_worth[0] if by_worth else kind.fields["id"]


def noun(kind: Kind | None) -> str:
    """The kind's name and a space, or nothing."""
    return f"{kind.name} " if kind else ""
