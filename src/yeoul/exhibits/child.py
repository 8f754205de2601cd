"""What runs in a child process of an exhibit: one of its servers, for as long as its parent lives.

``python -m yeoul.exhibits.child thirty-lines|yeoul FOLDER``. It listens on a free port of the
loopback address and says which, in the words of ``yeoul serve``.
"""

from __future__ import annotations

import os
import runpy
import shutil
import socket
import sys
import threading
from typing import Final

#: The same text, at the pace of `thirty_lines`.
MODEL: Final = "scripted:river@20"


def main() -> None:
    """Be the server that the arguments name, with its files in the folder that they name."""
    side, folder = sys.argv[1:]
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    if side == "yeoul":
        _be_yeoul(folder)
    else:
        _be_thirty_lines()


def _end_with_parent(folder: str) -> None:
    """Wait until the parent is gone, however it ended, and leave nothing behind.

    Its end of the pipe that is the standard input here closes with it, by SIGKILL too. A signal
    that Linux sends at a parent's death would come at the end of the thread that has forked.
    """
    while sys.stdin.buffer.read(4096):
        pass
    # What the server still writes meanwhile may keep the folder from going at once.
    for _ in range(3):
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _be_yeoul(folder: str) -> None:
    # No file of the person's own has a say, nor does the port that they use themselves.
    settings = os.path.join(folder, "yeoul.toml")
    with open(settings, "a", encoding="utf-8"):
        pass
    sys.argv = [
        *("yeoul", "serve", "--config", settings, "--data-dir", os.path.join(folder, "data")),
        *("--host", "127.0.0.1", "--port", "0", "--model", MODEL),
    ]
    runpy.run_module("yeoul", run_name="__main__")


def _be_thirty_lines() -> None:
    import uvicorn

    from yeoul.exhibits.thirty_lines import app

    with socket.create_server(("127.0.0.1", 0)) as listener:
        sys.stdout.write(f"Listening on http://127.0.0.1:{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, log_level="critical")).run([listener])


if __name__ == "__main__":
    main()
