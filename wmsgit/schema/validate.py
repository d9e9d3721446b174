"""Validation: what is wrong with a record by its schema, in words, each problem with its place.

jsonschema is the judge; this module bounds it (no reference is fetched, the keywords of `wmsgit.schema.bounded`
take the place of those that are not linear, problems are told up to a number) and words its errors. It is not even
imported for what `wmsgit.schema.acceptance` is certain of: that a plain schema admits a record, as nearly all are.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from wmsgit.errors import SchemaError
from wmsgit.model.record import Data
from wmsgit.model.text import did_you_mean, shortened
from wmsgit.model.value import immutable
from wmsgit.schema.acceptance import OfSchemas, admits
from wmsgit.schema.bounded import Steps, TooManyStepsError, bounded_keywords, require_bounded
from wmsgit.schema.kind import Kind
from wmsgit.schema.times import DATE_OR_TIME, is_date, is_date_or_time, is_timestamp

Pointer = tuple[str | int, ...]
MAX_PROBLEMS = 20
"""Problems that are told of one record; the others are counted."""
MOST_COUNTED = 100_000
"""Problems of one record that are counted at all: as many as a record has values at most."""
_MAX_CHOICES = 500


@immutable
class Problem:
    """One thing that a schema says against a record.

    Attributes:
        pointer: the way to the value, keys and list positions from the top.
        fact: one sentence.
        at_key: whether the key itself is wrong, not its value.
        counts: whether it only says how many more there are.
        word: what stands there in place of one of `choices`; neither is compared.
        choices: what might be meant.
    """

    pointer: Pointer
    fact: str
    at_key: bool = False
    counts: bool = False
    word: str = ""
    choices: Sequence[str] = ()

    def __eq__(self, other: object) -> bool:
        """Whether it is the same problem, whatever might be meant."""
        return isinstance(other, Problem) and self._compared == other._compared

    def __hash__(self) -> int:
        """By what is compared."""
        return hash(self._compared)

    @property
    def _compared(self) -> tuple[object, ...]:
        return self.pointer, self.fact, self.at_key, self.counts

    @property
    def message(self) -> str:
        """The fact with what may be meant, which is only looked for when it is told."""
        return self.fact + (did_you_mean(self.word, self.choices[:_MAX_CHOICES]) if self.choices else "")

    def __str__(self) -> str:
        """The problem with its place in words: `activities[2].time: ...`."""
        return f"{spell_pointer(self.pointer)}: {self.message}" if self.pointer else self.message


def spell_pointer(pointer: Pointer) -> str:
    """A pointer as people write it: `activities[2].time`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in pointer)
    return shortened(text.removeprefix("."))


def problems_of(kind: Kind, data: Data, record_id: str, *, most: int | None = MAX_PROBLEMS) -> list[Problem]:
    """What the kind's schema has against a record's fields, as `problems_by` tells it.

    `id` may be missing in them, and in a schema that says nothing of it: every record has one.

    Raises:
        SchemaError: when the schema itself cannot be used.
    """
    if "id" not in kind.fields:
        whole = {name: value for name, value in data.items() if name != "id"}
    else:
        whole = data if "id" in data else {"id": record_id, **data}
    return problems_by(kind.schema, whole, kind.name, most=most)


def problems_by(schema: Mapping[str, Any], data: Data, name: str, *, most: int | None = MAX_PROBLEMS) -> list[Problem]:
    """What a JSON Schema (2020-12) has against `data`.

    Args:
        schema: the schema.
        data: what is validated.
        name: the schema's, for messages.
        most: how many problems are told; one more says how many there are beside them. None for all, to compare.

    Raises:
        SchemaError: when the schema itself cannot be used.
    """
    _require_bounded_once(schema, name)
    if admits(schema, data):
        return []
    validator = _VALIDATORS.get(schema) or _compile(schema)
    _steps().renew()
    problems = (problem for error in validator.iter_errors(data) for problem in _problems(error))
    counted = islice(problems, MOST_COUNTED)
    try:
        result = list(islice(counted, most))
        others = sum(1 for _ in counted)
    except TooManyStepsError:
        return [Problem((), "to be checked by its schema, the record takes more steps than any may")]
    except _faults() as error:
        raise SchemaError(f"the schema cannot be used: {error}", where=f"{name}.schema.json") from error
    return [*result, _further(others)] if others else result


def first_of(problems: Sequence[Problem]) -> list[Problem]:
    """As many problems of one record as are told, and how many there are beside them."""
    others = len(problems) - MAX_PROBLEMS
    return [*problems[:MAX_PROBLEMS], _further(others)] if others > 0 else list(problems)


def _further(count: int) -> Problem:
    return Problem((), f"… and {count:,} more", counts=True)


def check_schema(schema: Any, name: str) -> None:
    """Check a schema against the JSON Schema meta-schema and against what wmsgit can bound.

    Raises:
        SchemaError: naming the first thing that is wrong.
    """
    if _SOUND.get(schema):
        return
    import jsonschema

    try:
        # Which formats jsonschema knows depends on what else is installed; a schema's verdict must not.
        known = jsonschema.FormatChecker(formats=("regex",))
        jsonschema.Draft202012Validator.check_schema(schema, format_checker=known)
    except jsonschema.SchemaError as error:
        place = spell_pointer(tuple(error.absolute_path))
        raise SchemaError(f"{place or 'schema'}: {error.message}", where=f"{name}.schema.json") from error
    except RecursionError as error:
        raise SchemaError("the schema is nested too deeply", where=f"{name}.schema.json") from error
    _require_bounded_once(schema, name)
    _compile(schema)
    _SOUND.keep(schema, made=True)


_SOUND: OfSchemas[bool] = OfSchemas()
_BOUNDED: OfSchemas[bool] = OfSchemas()
_VALIDATORS: OfSchemas[Any] = OfSchemas()


def _require_bounded_once(schema: Any, name: str) -> None:
    if not _BOUNDED.get(schema):
        require_bounded(schema, name)
        _BOUNDED.keep(schema, made=True)


def _compile(schema: Mapping[str, Any]) -> Any:
    from referencing import Registry

    checker = _format_checker()
    # An empty registry has no way to fetch anything: an outside reference is an error, not a request.
    return _VALIDATORS.keep(schema, _validator_class()(schema, registry=Registry(), format_checker=checker))


@cache
def _validator_class() -> Any:
    from jsonschema import Draft202012Validator, validators

    extend: Any = validators.extend
    return extend(Draft202012Validator, bounded_keywords(Draft202012Validator.VALIDATORS, _steps()))


@cache
def _steps() -> Steps:
    """What every validator counts by: one record is validated at a time."""
    return Steps()


@cache
def _format_checker() -> Any:
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, test in (("date-time", is_timestamp), ("date", is_date), ("date-or-time", is_date_or_time)):
        checker.checks(name)(lambda value, test=test: not isinstance(value, str) or test(value))
    return checker


@cache
def _faults() -> tuple[type[Exception], ...]:
    from jsonschema.exceptions import UndefinedTypeCheck, UnknownType
    from referencing.exceptions import Unresolvable

    return (
        TypeError,
        ValueError,
        KeyError,
        AttributeError,
        RecursionError,
        UnknownType,
        UndefinedTypeCheck,
        Unresolvable,
    )


def _problems(error: Any) -> Iterator[Problem]:
    pointer: Pointer = tuple(error.absolute_path)
    word = _WORDS.get(error.validator)
    if error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
        yield from _unknown_fields(error, pointer)
    elif error.validator == "required":
        yield Problem(pointer, error.message.replace("is a required property", "is required"))
    elif error.validator == "enum":
        yield _no_choice(error, pointer)
    elif error.validator != "pattern" or error.validator_value != DATE_OR_TIME:  # its format says it in words
        yield Problem(pointer, word(error) if word else shortened(error.message))


def _unknown_fields(error: Any, pointer: Pointer) -> Iterator[Problem]:
    known = error.schema.get("properties", {})
    names = list(known)
    for name in error.instance:
        if name not in known:
            yield Problem((*pointer, name), "unknown field", at_key=True, word=str(name), choices=names)


def _no_choice(error: Any, pointer: Pointer) -> Problem:
    values = [str(value) for value in error.validator_value]
    message = f"{_show(error.instance)} is not one of {shortened(', '.join(values))}"
    return Problem(pointer, message, word=str(error.instance), choices=values)


def _type_words(error: Any) -> str:
    wanted = error.validator_value
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    spelled = " or ".join(_TYPE_NAMES.get(name, name) for name in names)
    return f"{_show(error.instance)} is not {spelled}{_mapping_of(error)}"


def _mapping_of(error: Any) -> str:
    """How a text would stand in the mapping that is wanted, where that must have but one key; else empty."""
    required = error.schema.get("required") if isinstance(error.schema, dict) else None
    is_text = isinstance(error.instance, str) and error.validator_value == "object"
    if not is_text or not isinstance(required, list) or len(required) != 1:
        return ""
    return f" such as {{{required[0]}: {shortened(error.instance)}}}"


def _format_words(error: Any) -> str:
    wanted = _FORMAT_NAMES.get(error.validator_value, f"a valid {error.validator_value}")
    return f"{_show(error.instance)} is not {wanted}"


def _length_words(error: Any) -> str:
    length, bound = len(error.instance), error.validator_value
    if error.validator == "maxLength":
        return f"has {length:,} characters, at most {bound:,} are allowed"
    return "must not be empty" if length == 0 else f"has {length} characters, at least {bound} are needed"


_TYPE_NAMES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "empty",
}
_FORMAT_NAMES = {
    "date-time": "a timestamp such as 2026-11-23T09:30:00Z",
    "date": "a day such as 2026-11-23",
    "date-or-time": "a day such as 2026-11-23 or a timestamp such as 2026-11-23T09:30:00Z",
}
_WORDS = {
    "type": _type_words,
    "format": _format_words,
    "minLength": _length_words,
    "maxLength": _length_words,
}


def _show(value: Any) -> str:
    return shortened(repr(value))
