"""The command line. Nothing heavy is imported before a command runs, so ``--help`` answers at once."""

from unionmap.cli.commands import main

__all__ = ["main"]
