"""Work on every core: in order, with the children ended in silence."""

import subprocess
import sys

SCRIPT = """
import signal, sys, time
def end(number, frame):
    raise KeyboardInterrupt
signal.signal(signal.SIGTERM, end)
from wmsgit.workspace.processes import map_on_all_cores
for _ in range(20):
    numbers = map_on_all_cores(lambda number: time.sleep(number / 100) or number, range(6))
    print(next(numbers), next(numbers))
    numbers.close()  # the pool is ended while its children work
"""


def test_children_of_a_program_that_catches_sigterm_end_without_a_word() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "0 1\n" * 20
