"""What the server of these tests answers."""

from __future__ import annotations

KOREAN = ["여울은 ", "물살이 ", "빠른 ", "곳입니다 ", "👩‍👩‍👧‍👦", "\u2028", "\r\n"]
