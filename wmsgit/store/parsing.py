"""Parsing: a record's text read by YAML's parser."""

from typing import Any

import yaml

from wmsgit.model.record import Data
from wmsgit.schema.shape import Shape
from wmsgit.store.events import event_source, refusal_of
from wmsgit.store.values import Builder


def parse(text: str, shape: Shape, *, keeps: bool = True) -> tuple[Data, list[Any]]:
    """The data of a text, and its events.

    Args:
        text: the characters of the file without a byte order mark.
        shape: the types that the schema admits at each place.
        keeps: whether the events are wanted; without them reading is a fifth faster, and there are none.

    Raises:
        UnreadableError: when the text is no record within the bounds; without a path.
    """
    builder = Builder(event_source(text), keeps=keeps)
    try:
        data = builder.document(shape)
    except yaml.YAMLError as error:
        raise refusal_of(error, text) from None
    return data, builder.events
