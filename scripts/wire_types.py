"""The page's types of requests, replies and events, generated from the server's description.

``python -m scripts.wire_types`` writes web/src/protocol/api.gen.ts; with ``--check`` it only
checks that the file is current.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts import page
from scripts.steps import ROOT

GENERATED = ROOT / "web" / "src" / "protocol" / "api.gen.ts"
DESCRIPTION = ROOT / ".cache" / "openapi.json"


def write() -> None:
    """Write the types from the server's description, with the page's tools.

    Raises:
        page.PageFailed: npm is missing or fails.
        subprocess.CalledProcessError: the server cannot describe itself.
    """
    argv = [sys.executable, "-m", "yeoul", "openapi"]
    description = subprocess.run(argv, stdout=subprocess.PIPE, check=True).stdout
    DESCRIPTION.parent.mkdir(exist_ok=True)
    DESCRIPTION.write_bytes(description)
    page.find_npm().run("run", "--silent", "types", "--", str(DESCRIPTION), cwd=ROOT / "web")


def is_current(generated: Path = GENERATED) -> bool:
    """Return whether the file is current. Changes nothing."""
    before = generated.read_bytes()
    try:
        write()
        return generated.read_bytes() == before
    finally:
        if generated.read_bytes() != before:
            generated.write_bytes(before)


def main() -> int:
    """Write the types, or check them; return 1 if they are not current or cannot be written."""
    try:
        if sys.argv[1:] != ["--check"]:
            write()
        elif not is_current():
            print("web/src/protocol/api.gen.ts does not match the server; run make types")
            return 1
    except (page.PageFailed, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
