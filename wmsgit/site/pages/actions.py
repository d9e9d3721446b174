"""Actions on a record, where a server runs: its transitions, an editor of its fields, a comment, who has it."""

import json
from typing import Any

from wmsgit.schema.field import Field
from wmsgit.schema.kind import Kind
from wmsgit.schema.relations import holder_field
from wmsgit.schema.state import Key
from wmsgit.site.markup import Html, el, join
from wmsgit.site.pages.asks import asks_of
from wmsgit.site.site import Site

_LONG = 80


def record_actions(site: Site, kind: Kind, key: Key) -> Html:
    """The buttons of a record, and the form that one of them opens."""
    status = site.survey.state.status(key)
    steps = [
        el("button", step.name, type="button", data_move=step.name, data_was=status, title=step.description,
           data_asks=json.dumps(asks_of(site, kind, step), ensure_ascii=False))
        for step in kind.legal_transitions(status)
    ]  # fmt: skip
    claims = holder_field(kind)
    buttons = [
        *steps,
        el("button", "Edit ", el("kbd", "e"), type="button", data_edit=True),
        el("button", "Comment", type="button", data_note=True) if "comments" in kind.fields else None,
        el("button", "Assign to me", type="button", data_assign=claims) if claims else None,
    ]
    return join(el("div", buttons, class_="actions", role="group", aria_label="Actions"), _form(site, kind, key))


def _form(site: Site, kind: Kind, key: Key) -> Html:
    data = site.survey.ws.record(site.survey.ws.locate(key[1], kind, exact=True)).data
    rows = [_input(field, data.get(name)) for name, field in kind.fields.items() if _is_editable(kind, field)]
    return el(
        "form", rows,
        el("p", el("button", "Save", type="submit"), " ", el("button", "Cancel", type="button", data_cancel=True)),
        class_="edit", hidden=True, data_edit_form=key[1],
    )  # fmt: skip


def _is_editable(kind: Kind, field: Field) -> bool:
    """Whether a field is a text, a number or a list of texts; a status moves by transitions."""
    is_plain_list = field.is_list and not field.properties
    return field.name not in {"id", kind.status} and (is_plain_list or not (field.is_list or field.is_object))


def _input(field: Field, value: Any) -> Html:
    name = f"edit-{field.name}"
    was = json.dumps(value, ensure_ascii=False)
    label = el("label", field.name.replace("_", " "), for_=name, title=field.description or None)
    given: dict[str, Any] = {"id": name, "name": field.name, "data_was": was}
    if field.is_list:
        lines = "\n".join(map(str, value)) if isinstance(value, list) else ""
        return join(label, el("textarea", f"\n{lines}", rows=3, data_list=True, **given))
    shown = "" if value is None else str(value)
    if field.enum:
        options = [el("option", word or "(none)", value=word, selected=word == shown) for word in ("", *field.enum)]
        return join(label, el("select", options, **given))
    if (
        field.is_text
        and not field.format
        and not field.references
        and (len(shown) > _LONG or "\n" in shown or not shown)
    ):
        return join(label, el("textarea", f"\n{shown}", rows=4 if shown else 2, **given))
    return join(label, el("input", type="text", value=shown, **given))
