"""What every server of these tests loads, for the process that they are forked from."""

import tests.e2e.counting
import yeoul.commands.serve
from yeoul.cli import program

__all__ = ["program", "tests", "yeoul"]

program()
