"""A list becomes sites: read, understood, converted, checked; every row is accepted or refused with a reason."""

from unionmap.errors import FileRefusedError
from unionmap.intake.read import read_sites
from unionmap.intake.result import ImportResult

__all__ = ["FileRefusedError", "ImportResult", "read_sites"]
