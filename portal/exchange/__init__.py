"""Data in and out: the utility's files become rows, all or nothing, and readings go back to its billing system.

``format`` says what the files are; `run_import` takes a delivery; ``export`` writes a batch of readings.
"""

from portal.exchange.problems import ImportRefused, Problem
from portal.exchange.run import ImportResult, run_import

__all__ = ["ImportRefused", "ImportResult", "Problem", "run_import"]
