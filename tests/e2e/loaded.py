"""What every server of these tests loads, for the process that they are forked from."""

import tests.e2e.counting
import yeoul.commands.serve
import yeoul.eventlog.sqlite.log
import yeoul.store.sql
from yeoul.cli import program

__all__ = ["tests", "yeoul"]

program()
