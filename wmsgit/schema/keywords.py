"""Keywords: the one table of what may stand under `x-wmsgit` in a schema: where, of which type, and what it means.

A new keyword is one entry of `KEYWORDS`: the checks, the tables in docs/kinds.md and the editors' meta-schema follow.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from wmsgit.schema.merge_rule import STATED_WAYS

KIND = "kind"
FIELD = "field"
TRANSITION = "transition"
FROZEN = "frozen"
LINK = "link"
RULES = "rules"
SHORT = "short_rule"

Form = Mapping[str, Any]
"""What a value may be, as JSON Schema: `type`, `enum`, `items`, `additionalProperties`, `anyOf`, `$ref` to a level."""

TEXT: Form = {"type": "string"}
FLAG: Form = {"type": "boolean"}
NAMES: Form = {"type": "array", "items": TEXT}
VALUES_BY_FIELD: Form = {"type": "object", "additionalProperties": {"type": "array"}}
FILLED: Form = {"enum": ["now", "actor"]}
MERGED: Form = {"enum": list(STATED_WAYS)}


class Keyword(NamedTuple):
    """One keyword.

    Attributes:
        name: as it stands in the schema.
        level: the object that it stands in: of the kind, of a field, or of what a keyword of these holds.
        form: what its value may be.
        meaning: one sentence, in Markdown, without a full stop.
        without: what holds where it is left out; empty where the meaning says it, or nothing does.
        required: whether the object is of no use without it.
        since: the release that first knew it.
        anywhere: whether it may stand where other keywords are not read: in the settings' schema, and in one case of a
            schema (`allOf` of `if` and `then`).
        names_kind: whether its value is the name of a kind, which renaming that kind changes.
    """

    name: str
    level: str
    form: Form
    meaning: str
    without: str = ""
    required: bool = False
    since: str = "0.1"
    names_kind: bool = False
    anywhere: bool = False


def objects(level: str) -> Form:
    """One object of keywords of this level."""
    return {"$ref": f"#/$defs/{level}"}


def lists(level: str) -> Form:
    """A list of such objects."""
    return {"type": "array", "items": objects(level)}


def mappings(level: str) -> Form:
    """A mapping from names to such objects."""
    return {"type": "object", "additionalProperties": objects(level)}


KEYWORDS = (
    Keyword("folder", KIND, TEXT, "where its records lie, below `records/`", "the name and an `s`"),
    Keyword(
        "layout",
        KIND,
        TEXT,
        "where a new record lies in that folder, such as `{year}/{id}`; `{month}` and `{day}` are known, too, in UTC",
        "`{id}`",
    ),
    Keyword("table", KIND, TEXT, "its table in SQL", "the name and an `s`"),
    Keyword("aliases", KIND, NAMES, "further nouns", "none"),
    Keyword(
        "id",
        KIND,
        TEXT,
        "how ids are made: `{number}`, `{date}`, `{day}`, `{actor}`, `{random}`, `{fingerprint}`, or `{given}`",
        "`RISK-{number}`",
    ),
    Keyword(
        "id_of",
        KIND,
        TEXT,
        "the kind whose records' ids these have, as `records/baselines/core.yaml` for the repository `core`; such a "
        "record is found only after its noun",
        "ids of its own",
        names_kind=True,
    ),
    Keyword("argument", KIND, TEXT, "the field that `add`'s argument fills", "`title` or `name`"),
    Keyword(
        "date",
        KIND,
        TEXT,
        "the kind's own date, by which lists are ordered",
        "`created`, `created_at` or `date`",
    ),
    Keyword("status", KIND, TEXT, "the field that transitions move", "`status`"),
    Keyword("closed", KIND, NAMES, "the statuses that an everyday table leaves out", "none"),
    Keyword(
        "dropped",
        KIND,
        NAMES,
        "those of `closed` by which the work was cancelled, not done: what it still waits for is no problem then",
        "none",
    ),
    Keyword(
        "frozen",
        KIND,
        objects(FROZEN),
        "from which statuses on a change of which fields is refused by `check --base`",
        "none",
    ),
    Keyword("transitions", KIND, lists(TRANSITION), "the lifecycle verbs, see below", "none"),
    Keyword("order", KIND, NAMES, "the fields by which `ready` orders records, the weightiest first", "age alone"),
    Keyword("columns", KIND, NAMES, "the columns of a table", "id, status, title"),
    Keyword("search", KIND, NAMES, "what `search` reads", "title, description"),
    Keyword(
        "known_by",
        KIND,
        NAMES,
        "the fields that a record goes by beside its id, which makes it a kind of people",
        since="0.2",
    ),
    Keyword("fingerprint", KIND, NAMES, "the fields that `{fingerprint}` is made of", "all"),
    Keyword("references", FIELD, TEXT, "the kind whose ids stand here; `check` follows them", names_kind=True),
    Keyword("wildcard", FIELD, TEXT, "a value that stands for every record of that kind, such as `all`"),
    Keyword("acyclic", FIELD, FLAG, "following the references must not lead back"),
    Keyword(
        "part_of",
        FIELD,
        FLAG,
        "the record named has this one as a part, and is not ready while a part is open",
        since="0.2",
    ),
    Keyword(
        "person",
        FIELD,
        FLAG,
        "the values name people: each spelling of a name that the records of people have means the same person",
        since="0.2",
    ),
    Keyword("path", FIELD, FLAG, "the values name files, which `check` looks for"),
    Keyword("default", FIELD, FILLED, "`now` or `actor`, where a constant `default` will not do"),
    Keyword("reviews", FIELD, FLAG, "the items are reviews: `task review` adds one, and gates ask for them"),
    Keyword(
        "routed",
        FIELD,
        FLAG,
        "the value is the repository in which the work is done; placements may allow it or not, and "
        "`add --auto-repo` proposes it",
    ),
    Keyword("file_of", FIELD, TEXT, "the field that names the repository in which the value is a file"),
    Keyword("short", FIELD, TEXT, "a shorter name for the option"),
    Keyword("table", FIELD, TEXT, "the table for a list of objects"),
    Keyword("merge", FIELD, MERGED, "how two branches' values merge", anywhere=True),
    Keyword(
        "key",
        FIELD,
        NAMES,
        "the fields that an item of a `keyed` list is known by; `id` where it is not said and the items have one",
        anywhere=True,
    ),
    Keyword("rules", FIELD, objects(RULES), "the values are drift rules, see below"),
    Keyword("name", TRANSITION, TEXT, "the verb, such as `close`", required=True),
    Keyword("from", TRANSITION, {"anyOf": [TEXT, NAMES]}, "the statuses that it leads from; all others without it"),
    Keyword("to", TRANSITION, TEXT, "the status that it leads to", required=True),
    Keyword("description", TRANSITION, TEXT, "one sentence for the help"),
    Keyword(
        "stamps",
        TRANSITION,
        {"anyOf": [NAMES, {"type": "object"}]},
        "the fields that it fills: with `now`, `actor` or a constant, or a list of fields that get the moment or the "
        "person by their format",
    ),
    Keyword("clears", TRANSITION, NAMES, "the fields that it removes"),
    Keyword("message", TRANSITION, TEXT, "the field that `-m` fills"),
    Keyword(
        "options",
        TRANSITION,
        {"type": "object", "additionalProperties": TEXT},
        "options of its own, each with the field that it fills, as `until` fills `defer_until`",
    ),
    Keyword("links", TRANSITION, mappings(LINK), "options that name a record of which a field gains this record's id"),
    Keyword(
        "claims",
        TRANSITION,
        TEXT,
        "the field that names who takes the record on, which makes `ready` list the kind",
    ),
    Keyword(
        "merged",
        TRANSITION,
        TEXT,
        "the field that takes the commits by which the work was merged, which makes `autoclose` take this transition",
        since="0.2",
    ),
    Keyword("statuses", FROZEN, NAMES, "from these statuses on", required=True),
    Keyword("fields", FROZEN, NAMES, "these fields may not change", required=True),
    Keyword("kind", LINK, TEXT, "the kind of the record that the option names", required=True, names_kind=True),
    Keyword("field", LINK, TEXT, "the field of that record which gains this record's id", required=True),
    Keyword("when", RULES, VALUES_BY_FIELD, "the values of fields with which the record's rules are in force"),
    Keyword("reports", RULES, VALUES_BY_FIELD, "the values of fields with which a violation fails nothing"),
    Keyword("repo", RULES, TEXT, "the field that names the repository that the rules are about"),
    Keyword("paths", RULES, TEXT, "the field with the patterns of the files that they are about"),
    Keyword("component", RULES, TEXT, "the field that names the component that the record places"),
    Keyword("type", RULES, TEXT, "the field that says what sort of component it is"),
    Keyword("location", RULES, TEXT, "the field with the component's place in the repository"),
    Keyword("short", RULES, mappings(SHORT), "properties whose list is a whole rule"),
    Keyword("kind", SHORT, TEXT, "the rule kind", required=True),
    Keyword("fills", SHORT, TEXT, "the field of the rule that the list fills", required=True),
)
"""Every keyword. `tests/project/update_docs.py` and `update_schemas.py` write what is generated from it."""

LEVELS: Mapping[str, Mapping[str, Keyword]] = {
    level: {keyword.name: keyword for keyword in KEYWORDS if keyword.level == level}
    for level in (KIND, FIELD, TRANSITION, FROZEN, LINK, RULES, SHORT)
}
"""Level → name → keyword."""


def level_of(form: Form) -> str:
    """The level of the objects that a form refers to; empty where it refers to none."""
    return str(form.get("$ref", "")).removeprefix("#/$defs/")


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "array": (list, tuple),
    "object": Mapping,
}


def fits(value: Any, form: Form) -> bool:
    """Whether a value is of a form, with all that is in it."""
    if "anyOf" in form:
        return any(fits(value, option) for option in form["anyOf"])
    if "enum" in form:
        return isinstance(value, str) and value in form["enum"]
    level = level_of(form)
    if level:
        return isinstance(value, Mapping) and _object_fits(value, LEVELS[level])
    return isinstance(value, _TYPES[form["type"]]) and _parts_fit(value, form)


def _object_fits(value: Mapping[str, Any], known: Mapping[str, Keyword]) -> bool:
    return all(name in value for name, keyword in known.items() if keyword.required) and all(
        fits(part, known[name].form) for name, part in value.items() if name in known
    )


def _parts_fit(value: Any, form: Form) -> bool:
    parts = value if "items" in form else value.values() if "additionalProperties" in form else ()
    inner = form.get("items") or form.get("additionalProperties") or {}
    return all(fits(part, inner) for part in parts)


def usable(own: Any, level: str) -> dict[str, Any]:
    """The keywords of an object that can be used: known and of the right type, to the innermost; the others left out.

    Of a list of objects, such as transitions, those that can be used are kept.
    """
    known = LEVELS[level]
    result: dict[str, Any] = {}
    for name, value in own.items() if isinstance(own, Mapping) else ():
        if name not in known:
            continue
        form = known[name].form
        inner = level_of(form.get("items", {}))
        if inner and isinstance(value, list | tuple):
            result[name] = [part for part in value if fits(part, form["items"])]
        elif fits(value, form):
            result[name] = value
    return result


def words_of(form: Form) -> str:
    """What a value of this form is, in words: `a list of names`."""
    if "anyOf" in form:
        return " or ".join(words_of(option) for option in form["anyOf"])
    if "enum" in form:
        return f"one of {', '.join(form['enum'])}"
    if "items" in form:
        return "a list of names" if form["items"] == TEXT else "a list of objects"
    plain = {"string": "a text", "boolean": "true or false", "array": "a list"}
    return plain.get(form.get("type", ""), "an object")
