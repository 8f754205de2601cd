"""What can be wrong with a download: a code for programs, and a sentence for people."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from yeoul.errors import ModelUnavailable

FaultCode = Literal[
    # It is tried again by itself, by the command three times:
    "hub_unreachable",  # no connection was made
    "hub_silent",
    "hub_busy",
    "connection_cut",
    "fetched_elsewhere",  # another process of this machine has the file
    # It goes on by itself when there is room:
    "disk_full",
    # It has failed:
    "hub_refused",
    "file_missing",
    "web_page",  # came instead of the file: a hub's, or that of a network that wants a sign-in
    "wrong_file",  # what came is not the file that is wanted, or no model
    "file_exists",  # another file has its name
    "folder_failed",
    "internal",
]


class Fault(NamedTuple):
    """What is wrong with a download."""

    code: FaultCode
    sentence: str


class Again(Exception):
    """Raised when the hub cannot give the file now, but may be able to soon."""

    def __init__(self, code: FaultCode, sentence: str, *, after_s: float = 0.0) -> None:
        super().__init__(sentence)
        self.fault = Fault(code, sentence)
        #: Seconds for which the hub wants to be left alone.
        self.after_s = after_s


class CannotFetch(ModelUnavailable):
    """Raised when waiting does not help: the file cannot be had, or cannot be kept."""

    def __init__(self, fault: FaultCode, detail: str) -> None:
        super().__init__(detail)
        self.fault = Fault(fault, detail)


def way_by_file(folder: Path, url: str | None = None) -> str:
    """Return a sentence on how a model comes to a machine without internet."""
    return (
        f"Without internet, fetch {url or 'the .gguf file'} on another machine, and put it into "
        f"{folder}."
    )
