"""Keywords: the one table of what may stand under `x-wmsgit` in a schema: where, of which type, and what it means.

A new keyword is one entry of `KEYWORDS`: the checks, the tables in docs/kinds.md and the editors' meta-schema follow.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from wmsgit.schema.shape import FIELD, KIND, STATED_WAYS

TRANSITION = "transition"
FROZEN = "frozen"
LINK = "link"
RULES = "rules"
SHORT = "short_rule"

A_KIND = "kind"
A_STATUS = "status"
A_FIELD = "field"
AN_ITEMS_FIELD = "field of the items"
A_FIELD_THERE = "field of the kind named beside it"
A_TRANSITION_THERE = "transition of the kind that the field refers to"
A_RULE_KIND = "rule kind"
A_RULE_FIELD = "field of that rule kind"

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
        names: what its value names, each of it in a list, the keys of a mapping by field: `A_KIND` and so on; empty for
            what is a name of its own, or none.
    """

    name: str
    level: str
    form: Form
    meaning: str
    without: str = ""
    required: bool = False
    since: str = "0.1"
    names: str = ""
    anywhere: bool = False

    @property
    def names_kind(self) -> bool:
        """Whether its value is the name of a kind, or a list of them, which renaming that kind changes."""
        return self.names == A_KIND


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
        names=A_KIND,
    ),
    Keyword("argument", KIND, TEXT, "the field that `add`'s argument fills", "`title` or `name`", names=A_FIELD),
    Keyword(
        "date",
        KIND,
        TEXT,
        "the kind's own date, by which lists are ordered",
        "`created`, `created_at` or `date`",
        names=A_FIELD,
    ),
    Keyword("status", KIND, TEXT, "the field that transitions move", "`status`", names=A_FIELD),
    Keyword("closed", KIND, NAMES, "the statuses that an everyday table leaves out", "none", names=A_STATUS),
    Keyword(
        "dropped",
        KIND,
        NAMES,
        "those of `closed` by which the work was cancelled, not done: what it still waits for is no problem then",
        "none",
        names=A_STATUS,
    ),
    Keyword(
        "frozen",
        KIND,
        objects(FROZEN),
        "from which statuses on a change of which fields is refused by `check --base`",
        "none",
    ),
    Keyword("transitions", KIND, lists(TRANSITION), "the lifecycle verbs, see below", "none"),
    Keyword(
        "order",
        KIND,
        NAMES,
        "the fields by which `ready` orders records, the weightiest first",
        "age alone",
        names=A_FIELD,
    ),
    Keyword("columns", KIND, NAMES, "the columns of a table", "id, status, title", names=A_FIELD),
    Keyword("search", KIND, NAMES, "what `search` reads", "title, description", names=A_FIELD),
    Keyword(
        "known_by",
        KIND,
        NAMES,
        "the fields that a record goes by beside its id, which makes it a kind of people",
        since="0.2",
        names=A_FIELD,
    ),
    Keyword("fingerprint", KIND, NAMES, "the fields that `{fingerprint}` is made of", "all", names=A_FIELD),
    Keyword("references", FIELD, TEXT, "the kind whose ids stand here; `check` follows them", names=A_KIND),
    Keyword(
        "also",
        FIELD,
        NAMES,
        "further kinds whose ids may stand here, where ids are unique over all kinds",
        since="0.2",
        names=A_KIND,
    ),
    Keyword(
        "takes",
        FIELD,
        TEXT,
        "the transition that the records named here take when the work of this one is done, not dropped",
        since="0.2",
        names=A_TRANSITION_THERE,
    ),
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
    Keyword("file_of", FIELD, TEXT, "the field that names the repository in which the value is a file", names=A_FIELD),
    Keyword("short", FIELD, TEXT, "a shorter name for the option"),
    Keyword("table", FIELD, TEXT, "the table for a list of objects"),
    Keyword("merge", FIELD, MERGED, "how two branches' values merge", anywhere=True),
    Keyword(
        "key",
        FIELD,
        NAMES,
        "the fields that an item of a `keyed` list is known by; `id` where it is not said and the items have one",
        anywhere=True,
        names=AN_ITEMS_FIELD,
    ),
    Keyword("rules", FIELD, objects(RULES), "the values are drift rules, see below"),
    Keyword("name", TRANSITION, TEXT, "the verb, such as `close`", required=True),
    Keyword(
        "from",
        TRANSITION,
        {"anyOf": [TEXT, NAMES]},
        "the statuses that it leads from; all others without it",
        names=A_STATUS,
    ),
    Keyword("to", TRANSITION, TEXT, "the status that it leads to", required=True, names=A_STATUS),
    Keyword("description", TRANSITION, TEXT, "one sentence for the help"),
    Keyword(
        "stamps",
        TRANSITION,
        {"anyOf": [NAMES, {"type": "object"}]},
        "the fields that it fills: with `now`, `actor` or a constant, or a list of fields that get the moment or the "
        "person by their format",
        names=A_FIELD,
    ),
    Keyword("clears", TRANSITION, NAMES, "the fields that it removes", names=A_FIELD),
    Keyword("message", TRANSITION, TEXT, "the field that `-m` fills", names=A_FIELD),
    Keyword(
        "options",
        TRANSITION,
        {"type": "object", "additionalProperties": TEXT},
        "options of its own, each with the field that it fills, as `until` fills `defer_until`",
        names=A_FIELD,
    ),
    Keyword("links", TRANSITION, mappings(LINK), "options that name a record of which a field gains this record's id"),
    Keyword(
        "claims",
        TRANSITION,
        TEXT,
        "the field that names who takes the record on, which makes `ready` list the kind",
        names=A_FIELD,
    ),
    Keyword(
        "merged",
        TRANSITION,
        TEXT,
        "the field that takes the commits by which the work was merged, which makes `autoclose` take this transition",
        since="0.2",
        names=A_FIELD,
    ),
    Keyword("statuses", FROZEN, NAMES, "from these statuses on", required=True, names=A_STATUS),
    Keyword("fields", FROZEN, NAMES, "these fields may not change", required=True, names=A_FIELD),
    Keyword(
        "amendments",
        FROZEN,
        TEXT,
        "the list whose new entries let the fields they name change",
        since="0.2",
        names=A_FIELD,
    ),
    Keyword("kind", LINK, TEXT, "the kind of the record that the option names", required=True, names=A_KIND),
    Keyword(
        "field", LINK, TEXT, "the field of that record which gains this record's id", required=True, names=A_FIELD_THERE
    ),
    Keyword(
        "when", RULES, VALUES_BY_FIELD, "the values of fields with which the record's rules are in force", names=A_FIELD
    ),
    Keyword(
        "reports", RULES, VALUES_BY_FIELD, "the values of fields with which a violation fails nothing", names=A_FIELD
    ),
    Keyword("repo", RULES, TEXT, "the field that names the repository that the rules are about", names=A_FIELD),
    Keyword("paths", RULES, TEXT, "the field with the patterns of the files that they are about", names=A_FIELD),
    Keyword(
        "packs", RULES, TEXT, "the field that names the packs from which rules are taken", since="0.2", names=A_FIELD
    ),
    Keyword("component", RULES, TEXT, "the field that names the component that the record places", names=A_FIELD),
    Keyword("type", RULES, TEXT, "the field that says what sort of component it is", names=A_FIELD),
    Keyword("location", RULES, TEXT, "the field with the component's place in the repository", names=A_FIELD),
    Keyword("short", RULES, mappings(SHORT), "properties whose list is a whole rule"),
    Keyword("kind", SHORT, TEXT, "the rule kind", required=True, names=A_RULE_KIND),
    Keyword("fills", SHORT, TEXT, "the field of the rule that the list fills", required=True, names=A_RULE_FIELD),
)
"""Every keyword. `tests/project/update_docs.py` and `update_schemas.py` write what is generated from it."""

LEVELS: Mapping[str, Mapping[str, Keyword]] = {
    level: {keyword.name: keyword for keyword in KEYWORDS if keyword.level == level}
    for level in (KIND, FIELD, TRANSITION, FROZEN, LINK, RULES, SHORT)
}
"""Level → name → keyword."""
