"""Plain text: what a reader sees of a piece of Markdown, by and large, without what marks it up.

It is for a line in a list. So each mark is told by what stands beside it, and goes also where the
piece has only one of a pair; what could be a sign of a text or a program stays. The time is linear.
"""

from __future__ import annotations

import re

#: Beside these a star multiplies: ``2**3``, ``f(x)*y``. Letters of other scripts are not among
#: them, for a Korean word goes on behind its bold part.
_BEFORE, _BEHIND = r"(?<![0-9A-Za-z_)\]])", r"(?![0-9A-Za-z_(])"
_ADDRESS = r"[^()\s]{0,1000}"

_RULES = [
    (re.compile(pattern, re.MULTILINE), shown)
    for pattern, shown in (
        # One blank for many, so that no rule goes back over a run of them.
        (r"[ \t]+", " "),
        # Fences, rules and the second row of a table; what begins a line; a row of a table.
        (r"^ ?```.*$", ""),
        (r"^ ?\|? ?:?(?:-{3,}+|={3,}+|\*{3,}+)[-:| ]*$", ""),
        (r"^ ?(?:> ?)+", ""),
        (r"^ ?#{1,6} ", ""),
        (r"^ ?[-*+] (?:\[[ xX]\] )?", "• "),
        (r"^ ?\|(.*?)\|? ?$", r"\1"),
        # Links and pictures; LaTeX's delimiters; code; bold; crossed out; emphasis.
        (rf"!?\[([^\[\]\n]{{0,300}})\]\({_ADDRESS}(?:\({_ADDRESS}\){_ADDRESS})?\)", r"\1"),
        (r"<(https?://[^\s<>]{1,2000})>", r"\1"),
        (r"\\[()\[\]]|\$\$", ""),
        (rf"{_BEFORE}\$(?=\S)([^$\n]{{1,120}}?)(?<=\S)\${_BEHIND}", r"\1"),
        (r"`+", ""),
        (rf"{_BEFORE}\*\*+(?=\S)|(?<=\S)\*\*+{_BEHIND}", ""),
        (r"~~(?=\S)([^~\n]{1,200}?)(?<=\S)~~", r"\1"),
        (rf"{_BEFORE}\*(?=[^\s*])([^*\n]{{1,120}}?)(?<=[^\s*])\*{_BEHIND}", r"\1"),
        (r"\\([!#$*+.<>_`|~-])", r"\1"),
    )
]


def plain_text(markdown: str) -> str:
    """Return the text of some lines of Markdown, one blank for many. The lines stay lines."""
    text = markdown
    for rule, shown in _RULES:
        text = rule.sub(shown, text)
    return text
