"""Asks: the values that a transition takes beside the record, as a page asks for them."""

import json
from collections.abc import Mapping
from typing import Any

from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.schema.transition import Transition
from wmsgit.site.site import Site

Ask = Mapping[str, Any]
"""`name` of the option, empty for the message; `label`, `help`; `sort`: text, words or record, with its `kinds`."""


def asks_of(site: Site, kind: Kind, step: Transition) -> list[Ask]:
    """What a transition takes, in the order of its schema; nothing for one that takes no value."""
    shows = site.survey.disclosure.shows_field
    asks = [_of_field(name, kind.fields[field]) for name, field in step.options.items() if shows(kind, field)]
    asks += [
        _ask(name, f"The {other} whose {_words(field)} names this {kind.name}.", "record", kinds=[other])
        for name, (other, field) in step.links.items()
        if other in site.survey.kinds
    ]
    if step.message and shows(kind, step.message):
        asks.append({**_ask("", kind.fields[step.message].description, "words"), "label": _words(step.message)})
    elif asks:
        asks.append({**_ask("", "It is kept with the commit.", "words"), "label": "why"})
    return asks


def steps_text(site: Site, kind: Kind) -> str:
    """The transitions of a kind as JSON: from which statuses each leads where, and what it takes."""
    steps = [
        {"name": step.name, "from": list(step.sources), "to": step.target, "asks": asks_of(site, kind, step)}
        for step in kind.transitions.values()
    ]
    return json.dumps(steps, ensure_ascii=False)


def _of_field(name: str, field: Field) -> Ask:
    if field.references:
        return _ask(name, field.description, "record", kinds=list(field.kinds))
    return _ask(name, field.description, "text", choices=list(field.enum))


def _ask(name: str, description: str, sort: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": _words(name), "help": description, "sort": sort, **more}


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
