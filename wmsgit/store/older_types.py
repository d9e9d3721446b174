"""Older types: plain scalars that some reader of YAML takes for something else than text."""

import re

from wmsgit.schema.shape import Shape
from wmsgit.store.scalars import core_value, is_text_only

# Every form that a reader of YAML 1.1 takes for something else than text (yaml.org/type, PyYAML's resolver).
_OLDER_TYPE = re.compile(
    r"""(?: ~ | null | Null | NULL | = | <<
    | y | Y | n | N | [yY]es | YES | [nN]o | NO | [oO]n | ON | [oO]ff | OFF
    | [tT]rue | TRUE | [fF]alse | FALSE
    | [-+]? (?: 0b[01_]+ | 0o?[0-7_]+ | 0x[0-9a-fA-F_]+ | [0-9][0-9_]* (?: :[0-5]?[0-9] )* (?: \.[0-9_]* )? )
    | [-+]? (?: [0-9][0-9_]* )? \.? [0-9_]+ (?: \.[0-9_]* )? (?: [eE][-+]?[0-9]+ )?
    | [-+]? [0-9][0-9_]* \. (?: [eE][-+]?[0-9]+ )?
    | [-+]? \. (?: inf | Inf | INF ) | \. (?: nan | NaN | NAN )
    | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} (?: [Tt\ ] .* )?
    )""",
    re.VERBOSE | re.DOTALL,
)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[-+][0-9]{2}(:?[0-9]{2})?)?)?"
)


def looks_typed(text: str, shape: Shape) -> bool:
    """Whether some reader of YAML would take the plain scalar `text` for something else than text.

    Dates and times do not count where the shape admits only a string: YAML 1.2 has no such type.
    """
    if is_text_only(shape) and _MOMENT.fullmatch(text):
        return False
    return not text or _OLDER_TYPE.fullmatch(text) is not None or core_value(text).__class__ is not str
