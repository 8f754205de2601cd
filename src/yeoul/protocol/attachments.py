"""Attachments: pictures that belong to questions, as they are described, and as a model gets them.

Everything that shows a question has the description alone. The picture itself is read where it is
wanted: by a person's page, and when an answer begins to be generated. Pure.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

#: Pictures of one question.
MAX_ATTACHMENTS = 20
#: Pictures of a program's whole history, which is kept as one question.
MAX_CALL_ATTACHMENTS = 50
#: Bytes of all pictures of one question, as they are kept: services take requests of 50 MB at most,
#: and base64 makes four of three.
MAX_QUESTION_BYTES = 36 << 20
#: Bytes of a picture as it is sent here; what is kept of it is smaller in most cases.
MAX_UPLOAD_BYTES = 20 * 1000 * 1000
#: Characters of its name.
MAX_NAME_CHARS = 255
#: Pixels of the longer side of a picture that is kept.
MAX_SIDE_PX = 2048
#: What is kept: every model that sees takes these.
MEDIA_TYPES = ("image/png", "image/jpeg")

#: Most models look at squares of about this size, each as a token, and scale down what has more of
#: them. Some do not: Qwen2.5-VL makes 5,300 tokens of 2,048 × 2,048 pixels where its service lets
#: it. To reckon with so many would leave no room beside a picture in the windows of all others.
_PATCH_PX, MAX_PATCHES = 32, 1536


class Attachment(NamedTuple):
    """The description of a picture."""

    id: str
    #: One of `MEDIA_TYPES`.
    media_type: str
    #: Its size as it is kept.
    bytes: int
    #: In pixels, upright.
    width: int
    height: int
    #: That of its file, for people to read; may be empty.
    name: str
    #: Of its bytes as they are kept, in hex; empty where only the server knows it.
    sha256: str = ""

    @property
    def tokens(self) -> int:
        """About how many tokens most models make of it, rather too many than too few."""
        patches = -(-self.width // _PATCH_PX) * -(-self.height // _PATCH_PX)
        return min(patches, MAX_PATCHES) + _PATCH_PX


class Picture(NamedTuple):
    """A picture in a model's prompt."""

    about: Attachment
    #: Its bytes; empty until the prompt is about to be sent.
    content: bytes = b""

    @property
    def data_url(self) -> str:
        """The picture as a ``data:`` URL (RFC 2397): nobody has to fetch it."""
        return f"data:{self.about.media_type};base64,{b64encode(self.content).decode()}"


def attachments_to_json(attachments: Sequence[Attachment]) -> list[dict[str, Any]]:
    """Return descriptions as JSON, to be kept with their question."""
    return [each._asdict() for each in attachments]


def attachments_from_json(data: Sequence[Mapping[str, Any]] | None) -> tuple[Attachment, ...]:
    """Return the descriptions that `attachments_to_json` wrote; none for None."""
    return tuple(Attachment(*(each[name] for name in Attachment._fields)) for each in data or ())
