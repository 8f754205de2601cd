"""Paragraphs, headings, lists and tables as plain text with the signs of Markdown.

From the XML of a word processor: Word and Hangul call their elements alike, but for their name
spaces. The page reads them in the same way (`web/src/page/files/documents/paragraphs.ts`). Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: What is there twice, or is not to be read.
_SKIPPED = frozenset(("Fallback", "delText", "instrText", "del", "secPr", "ctrl", "fieldBegin"))
_BREAKS: Mapping[str, str] = {"br": "\n", "cr": "\n", "lineBreak": "\n", "noBreakHyphen": "-"}

#: Tables within tables are written again with each one around them, so there is an end to that.
MOST_TABLES_DEEP = 20

#: The rows of a table; of each the cells, and of each its paragraphs.
_Table = list[list[list[str]]]


class ParagraphReader:
    """Takes the elements of a part in their order, and has its text at the end."""

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._line: list[str] = []
        self._mark = ""
        self._in_text = False
        self._skipped = 0  # how deep it is inside of what is skipped
        self._tables: list[_Table] = []

    def text(self) -> str:
        """Return the text so far, each paragraph with its end of line."""
        return "".join(f"{each}\n" for each in self._paragraphs)

    def add_text(self, text: str) -> None:
        """Take text, wherever it stands."""
        if self._in_text and not self._skipped:
            self._line.append(text)

    def open(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element.

        Raises:
            ValueError: too many tables stand within each other.
        """
        name = _local(name)
        if name in _SKIPPED:
            self._skipped += 1
        elif self._skipped:
            return
        elif name in ("tbl", "tr", "tc"):
            self._open_table(name)
        elif name == "t":
            self._in_text = True
        elif name == "tab" and _attribute(attributes, "pos") is None:
            self._line.append("\t")
        elif name in _BREAKS:
            self._line.append(_BREAKS[name])
        elif name == "numPr":
            self._mark = self._mark or "- "
        elif name == "pStyle":
            style = re.fullmatch(
                r"heading ?([1-6])", _attribute(attributes, "val") or "", re.IGNORECASE
            )
            if style:
                self._mark = "#" * int(style[1]) + " "

    def close(self, name: str) -> None:
        """Take the end of an element."""
        name = _local(name)
        if name in _SKIPPED:
            self._skipped -= 1
        elif self._skipped:
            return
        elif name == "t":
            self._in_text = False
        elif name == "p":
            self._end_line()
        elif name == "tbl" and self._tables:
            self._write(_table_text(self._tables.pop()))

    def _open_table(self, name: str) -> None:
        if name == "tbl":
            self._end_line()
            if len(self._tables) == MOST_TABLES_DEEP:
                raise ValueError("tables within tables without end")
            self._tables.append([])
        elif not self._tables:
            return
        elif name == "tr":
            self._tables[-1].append([])
        elif self._tables[-1]:
            self._tables[-1][-1].append([])

    def _end_line(self) -> None:
        line = "".join(self._line).rstrip()
        self._write(self._mark + line if line else "")
        self._line, self._mark = [], ""

    def _write(self, paragraph: str) -> None:
        """Put a paragraph into the cell that is open, else below the one before it."""
        row = self._tables[-1][-1] if self._tables and self._tables[-1] else None
        if row:
            row[-1].append(paragraph)
        else:
            self._paragraphs.append(paragraph)


def _table_text(table: _Table) -> str:
    """Return a table in Markdown, whose first row is its head."""
    rows = [[" ".join(" ".join(cell).split()) for cell in row] for row in table]
    width = max(map(len, rows), default=0)
    if width == 0:
        return ""
    if width == len(rows) == 1:  # a frame around text
        return rows[0][0]
    lines = []
    for row in rows:
        cells = [*row, *[""] * (width - len(row))]
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    lines.insert(1, f"|{' --- |' * width}")
    return "\n" + "\n".join(lines) + "\n"


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _attribute(attributes: Mapping[str, str], name: str) -> str | None:
    """Return the value of an attribute, whatever its prefix."""
    return next((value for key, value in attributes.items() if _local(key) == name), None)
