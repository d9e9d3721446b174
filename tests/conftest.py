"""What holds for every test: no deadlines, in CI the same examples every time, compiled modules that are kept."""

import os
import sys

from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

# Hundreds of tests run the program as a process of its own: without the compiled files each would compile it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
