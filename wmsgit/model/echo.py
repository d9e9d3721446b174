"""Echo: how much of a value that a stranger may have written is said back."""

MAX_ECHO = 200
"""Characters of a value that a message repeats; whoever needs the whole of it has the place."""


def shortened(text: str) -> str:
    """A text as a message may repeat it: whole, or its beginning with its length."""
    return text if len(text) <= MAX_ECHO else f"{text[: MAX_ECHO - 40]}… ({len(text):,} characters)"
