"""What people want to fetch, by name or by address, and the records of it. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from yeoul.downloads.part import Record
from yeoul.errors import InvalidRequest
from yeoul.protocol.conversation import new_id
from yeoul.providers.embedded.known_models import KnownModel

#: Names that are harmless in every file system, and hidden in none.
_FILE = re.compile(r"[A-Za-z0-9][\w.+@-]{0,190}\.gguf", re.ASCII | re.IGNORECASE)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_VISIBLE = re.compile(r"[!-~]{1,4096}")
#: How the address of a hub's page about a file begins, which people copy for that of the file.
_PAGE = re.compile(r"(https?://[^/?#]+/[^/?#]+/[^/?#]+)/blob/", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class FileAddress(NamedTuple):
    """The address of a GGUF file, and the file's name in it."""

    url: str
    file: str

    @classmethod
    def parse(cls, text: str) -> FileAddress:
        """Return the parts of an address; that of a hub's page about a file is read as the file's.

        Raises:
            InvalidRequest: it is none of a GGUF file.
        """
        text = text.strip()
        try:
            parts = urlsplit(text)
            is_whole = bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_whole = False
        if not _SCHEME.match(text):
            raise InvalidRequest("The address must begin with https:// or http://.")
        if not is_whole or not _VISIBLE.fullmatch(text):
            raise InvalidRequest(
                "The address must be whole: with a host, and neither spaces "
                "nor letters other than ASCII."
            )
        file = unquote(parts.path.rpartition("/")[2])
        if not _FILE.fullmatch(file):
            raise InvalidRequest(
                "The address must end with the name of a .gguf file, of letters, digits, dots, "
                "hyphens and underscores."
            )
        page = _PAGE.match(text)
        return cls(f"{page[1]}/resolve/{text[page.end() :]}" if page else text, file)

    @staticmethod
    def shown(url: str) -> str:
        """Return an address without what may be secret in it: a user, a query."""
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def record_of_model(model: KnownModel, hub_url: str) -> Record:
    """Return the record of a new download of a known model."""
    return Record(
        id=new_id(),
        name=model.name,
        file=model.file,
        url=model.address(hub_url),
        sha256=model.sha256,
        expected_bytes=model.size_bytes,
        total_bytes=model.size_bytes,
    )


def record_of_file(url: str, sha256: str | None) -> Record:
    """Return the record of a new download of any GGUF file.

    Raises:
        InvalidRequest: the address is none of a GGUF file, or the checksum is none.
    """
    address = FileAddress.parse(url)
    checksum = sha256.strip().lower().removeprefix("sha256:") if sha256 is not None else None
    if checksum is not None and not _SHA256.fullmatch(checksum):
        raise InvalidRequest("The SHA-256 must have 64 hexadecimal digits.")
    return Record(new_id(), address.file, address.file, address.url, checksum)
