"""The command line's edge: turns every error into one sentence and an exit code.

Exit codes: 0 done, 1 it failed (the sentence is on standard error), 2 wrong usage, 130 interrupted.
``YEOUL_DEBUG=1`` shows the traceback too. The commands are loaded inside, so that an interrupt
while they load is answered like any other.
"""

from __future__ import annotations

import io
import os
import sys

from yeoul.errors import YeoulError


def main() -> None:
    """Run the command that the arguments name; never returns normally."""
    try:
        _speak_utf8()
        from yeoul.commands.program import program

        program()(prog_name="yeoul")
    except YeoulError as error:
        _fail(error.detail, error)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        _fail(f"{error.strerror}{where}." if error.strerror else str(error), error)
    except Exception as error:
        _fail(f"Something went wrong that should not ({type(error).__name__}: {error}).", error)


def _fail(sentence: str, error: Exception) -> None:
    if os.environ.get("YEOUL_DEBUG"):
        import traceback

        traceback.print_exception(error)
    print(f"yeoul: {sentence}", file=sys.stderr)
    sys.exit(1)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says: answers are in every script there is."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
