"""Rows of text become sites: coordinates converted, places compared with what the row says, doubts recorded."""

from unionmap.intake.rows import Intake, read

__all__ = ["Intake", "read"]
