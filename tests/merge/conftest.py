"""The records as people write them, which the tests of the store room have."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "store"))
