"""The pictures of a prompt: which of them a model is given, when they are read, how it says no.

The turns have only descriptions until the prompt is about to be sent: what does not fit is never
read. Where nobody has told whether a model sees, it is given them, and its service may refuse.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from yeoul.errors import ImagesNotTaken, NotFound, ProviderRateLimited, YeoulError
from yeoul.protocol.attachments import Picture
from yeoul.protocol.turns import Turn
from yeoul.providers.base import Model, Prompt

#: Bytes of all pictures of a prompt. Services take requests of about twice as much, and base64
#: makes four of three.
MAX_PICTURE_BYTES = 24 << 20

#: Models that are remembered to have refused pictures.
MAX_BLIND = 1000

#: Reads the bytes of a picture by its id.
ReadPicture = Callable[[str], Awaitable[bytes]]

_IMAGES = r"(images?|image[_ ]urls?|vision|multi-?modal|pictures?)"
_REFUSED = r"(not|n't|un)[ -]?(be )?(support|allow|accept|enabl)"
#: That a kind of input is meant, and not one picture: its format, its size, how many there are.
_KIND = rf"{_IMAGES} (input|content|part|message|modalit)\w*"
_WHO = r"(model|endpoint|deployment|engine)s?\b"
#: How services, and llama.cpp, say that a model takes none.
_NO_IMAGES = re.compile(
    rf"{_KIND}.{{0,60}}{_REFUSED}|{_REFUSED}.{{0,60}}{_KIND}"
    rf"|{_WHO}.{{0,60}}{_REFUSED}.{{0,20}}\b{_IMAGES}"
    rf"|\b{_IMAGES}.{{0,20}}{_REFUSED}.{{0,30}}\b{_WHO}"
    rf"|(no|not a|without|lacks?) {_IMAGES}\b|that support {_IMAGES}|mmproj|only (supports? )?text"
    r"|images? (is|are) not supported|vision is not (supported|enabled)|at most 0 images?"
    r"|image_url is only supported|content\W.{0,20}must be a string"
    r"|image_url.{0,80}(expected|one of).{0,20}text"
    r"|(unknown|unexpected|unrecognized).{0,60}image_url",
    re.IGNORECASE | re.DOTALL,
)
#: What is said of one picture, or of a service that is busy, whatever else is said.
_OTHER = re.compile(
    r"rate.?limit|too (many|large|big|small|long)|overload|more than|exceed|maximum"
    r"|format|polic(y|ies)|safety|moderat|could ?n.t|could not",
    re.IGNORECASE,
)


class BlindModels:
    """The models whose services have refused pictures, where no list tells whether they see.

    Texts behind old pictures are asked without these then, which spares each a refused call. A new
    picture is tried in any case: what was said may have been meant otherwise.
    """

    def __init__(self) -> None:
        #: By provider and model id; used as an ordered set.
        self._refused: dict[tuple[str, str], None] = {}

    def note(self, model: Model) -> None:
        """Remember that a picture was refused."""
        self._refused[model.provider, model.id] = None
        if len(self._refused) > MAX_BLIND:
            del self._refused[next(iter(self._refused))]

    def note_seen(self, model: Model) -> None:
        """Remember that a picture was taken."""
        self._refused.pop((model.provider, model.id), None)

    def forget(self) -> None:
        """Forget all, since the models may be others."""
        self._refused.clear()

    def as_known(self, model: Model) -> Model:
        """Return a model as one that sees nothing, if that is known."""
        is_blind = model.images is None and (model.provider, model.id) in self._refused
        return replace(model, images=False) if is_blind else model


async def no_picture(attachment_id: str) -> bytes:
    """Read a picture where there are none."""
    raise NotFound.attachment(attachment_id)


def as_seen_by(model: Model, turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns as a model can take them: one that sees nothing is told what was there.

    Raises:
        ImagesNotTaken: the question itself has pictures, which the model does not see.
    """
    if model.images is not False or not any(turn.pictures for turn in turns):
        return list(turns)
    if turns[-1].pictures:
        raise ImagesNotTaken.by(model.id)
    return list(map(_described, turns))


def within_bytes(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns, the older ones without pictures that would make the request too large.

    The question keeps its own, in any case.
    """
    left, shown = MAX_PICTURE_BYTES, list[Turn]()
    for turn in reversed(turns):
        left -= sum(picture.about.bytes for picture in turn.pictures)
        shown.append(turn if left >= 0 or not shown else _described(turn))
    return shown[::-1]


def _described(turn: Turn) -> Turn:
    """Return a turn with a word in the place of each of its pictures."""
    names = (f"[{picture.about.name or 'picture'}]" for picture in turn.pictures)
    return turn._replace(content="\n".join(filter(None, (*names, turn.content))), pictures=())


async def with_pictures(turns: Sequence[Turn], read: ReadPicture) -> tuple[Turn, ...]:
    """Return the turns with the bytes of their pictures, each of which is read once."""
    contents: dict[str, bytes] = {}
    for picture in (picture for turn in turns for picture in turn.pictures):
        if picture.about.id not in contents:
            contents[picture.about.id] = await read(picture.about.id)

    def filled(picture: Picture) -> Picture:
        return picture._replace(content=contents[picture.about.id])

    return tuple(turn._replace(pictures=tuple(map(filled, turn.pictures))) for turn in turns)


def has_pictures(prompt: Prompt) -> bool:
    """Return whether a model is given any."""
    return any(turn.pictures for turn in prompt.turns)


def as_refusal(prompt: Prompt, error: YeoulError) -> YeoulError:
    """Return the error of a call: that the model sees nothing, if that is what was said."""
    _, quotes, said = error.detail.partition(" It says: ")
    is_busy = isinstance(error, ProviderRateLimited) or error.service_status in (429, 503)
    if is_busy or not has_pictures(prompt) or _OTHER.search(said):
        return error
    if not _NO_IMAGES.search(error.detail):
        return error
    return ImagesNotTaken.by(prompt.model, f"{quotes}{said}")
