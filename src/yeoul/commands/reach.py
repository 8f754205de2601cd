"""What ``yeoul serve`` says of other machines: where they find the server, and what they need."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence

from yeoul.settings import Settings

#: Black on white, whatever the colours of the terminal: not every phone reads the opposite.
_COLOURS, _PLAIN = "\x1b[38;5;16m\x1b[48;5;231m", "\x1b[0m"
#: What half of a line stands for, by whether its upper and its lower module are dark.
_HALVES = {(1, 1): "█", (1, 0): "▀", (0, 1): "▄", (0, 0): " "}
#: Light modules around the code: four are the rule (ISO/IEC 18004, 6.3.8), and phones need two.
_BORDER = 2


def reach(settings: Settings, urls: Sequence[str], *, has_accounts: bool) -> Iterator[str]:
    """Yield the lines about other machines; none if they cannot reach the server.

    ``urls`` are the addresses that they would open.
    """
    if urls:
        yield f"Other machines on the same network reach it at {' or '.join(urls)}"
    elif settings.lan:
        yield "This machine is in no network at present, so nobody else reaches it."
    if not urls or not has_accounts:
        return
    if settings.by_proxy:
        yield "People sign in at the proxy in front of it: whoever comes past that is refused."
        return
    if settings.insecure_http:
        yield (
            "Passwords and conversations are not encrypted there: everybody on that network could"
            f" read them. {urls[0]}/https says how https comes about."
        )
    else:
        yield (
            f"Nobody can sign in there without https: {urls[0]}/https says how it comes about. In a"
            " network where you trust everybody, --insecure-http lets people in without it."
        )


def show_code(url: str) -> None:
    """Draw a QR code of an address, and of nothing else, for a phone; on a terminal alone."""
    if not sys.stdout.isatty():
        return
    # A terminal of another encoding has no such letters, and one that is gone needs none.
    with contextlib.suppress(OSError, ValueError):
        print("\n".join(drawn(url)), flush=True)


def drawn(url: str) -> Iterator[str]:
    """Yield the lines of a QR code."""
    import segno  # for a phone only: no other start needs it

    rows = [[*row] for row in segno.make_qr(url).matrix_iter(border=_BORDER)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        line = "".join(_HALVES[bool(up), bool(low)] for up, low in zip(upper, lower, strict=True))
        yield f"{_COLOURS}{line}{_PLAIN}"
