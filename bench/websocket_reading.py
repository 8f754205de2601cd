"""Reads a WebSocket's frames from bytes that may be cut anywhere, and answers pings. Pure."""

from __future__ import annotations

_CLOSE, _PING = 0x8, 0x9
_LENGTH_BYTES = {126: 2, 127: 8}


class FrameReader:
    """What a server sends: text frames, pings and at last a close."""

    def __init__(self) -> None:
        self._held = b""
        self.closed = False
        #: What is to be sent back: the pongs that are owed.
        self.owed = b""

    def feed(self, data: bytes) -> bytes:
        """Return the payloads of the text frames that ``data`` completes."""
        data = self._held + data
        found: list[bytes] = []
        place = 0
        while len(data) - place >= 2:
            begins, ends = _payload(data, place)
            if ends > len(data):
                break
            opcode, payload = data[place] & 0xF, data[begins:ends]
            if opcode == _PING:
                self.owed += bytes((0x8A, 0x80 | len(payload), 0, 0, 0, 0)) + payload
            elif opcode == _CLOSE:
                self.closed = True
            else:
                found.append(payload)
            place = ends
        self._held = data[place:]
        return b"".join(found)


def _payload(data: bytes, place: int) -> tuple[int, int]:
    """Return where the payload of the frame at ``place`` begins and ends."""
    short = data[place + 1] & 0x7F
    begins = place + 2 + _LENGTH_BYTES.get(short, 0)
    if begins > len(data):
        return begins, len(data) + 1
    length = int.from_bytes(data[place + 2 : begins], "big") if short >= 126 else short
    return begins, begins + length
