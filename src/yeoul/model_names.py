"""The meaning of a model's name, as far as the name alone tells it.

A name is that of a file for the embedded engine, of a script, or of a model that a provider offers.
Pure.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

SCRIPT_PREFIX: Final = "scripted:"


def named_file(model: str | None) -> Path | None:
    """Return the file that ``model`` names, whether or not it exists; None for another name.

    A file's name ends in ``.gguf``, or is a path: absolute, or with ``./``, ``../`` or ``~`` first.
    Other slashes make no path. A service's models have them too ("owner/model"), and the working
    directory may hold a file of that name.
    """
    if not model:
        return None
    is_path = model.startswith(("./", "../", "~")) or Path(model).is_absolute()
    return Path(model).expanduser() if is_path or model.lower().endswith(".gguf") else None


def named_script(model: str | None) -> str | None:
    """Return the script that ``scripted:<script>`` names, whether or not there is such a one.

    None for another name.
    """
    if model is None or not model.startswith(SCRIPT_PREFIX):
        return None
    return model.removeprefix(SCRIPT_PREFIX)
