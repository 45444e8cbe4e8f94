"""Some proofs have a quick form for every run and a long one for `make faults`, which sets LONG=1."""

import os

LONG = os.environ.get("LONG") == "1"


def size(quick: int, long: int) -> int:
    """How many of something this run tries."""
    return long if LONG else quick
