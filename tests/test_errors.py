"""The errors as a whole: the picture of them is complete, and no two share a word of the wire."""

from __future__ import annotations

import re

from yeoul import errors
from yeoul.errors import YeoulError


def test_the_tree_names_every_error_once() -> None:
    tree = (errors.__doc__ or "").partition("    YeoulError\n")[2].partition("\n\n")[0]
    named = re.findall(r"[├└·─] ([A-Z]\w+)", tree)
    assert sorted(named) == sorted(kind.__name__ for kind in YeoulError.__subclasses__())


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in YeoulError.__subclasses__()]
    assert len(set(codes)) == len(codes)
