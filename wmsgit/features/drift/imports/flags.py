"""What sets an import apart, whatever the language, as bits of one number."""

TYPE_CHECKING_ONLY = 1
"""Only type checkers see it."""

DYNAMIC = 2
"""It is a call with a literal name, made when the program runs."""

RELATIVE = 4
"""It says where the module lies from the file, so that it is of the same repository."""
