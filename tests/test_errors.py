"""The tree in the docstring of ``errors`` names every error, and each has its own code."""

from __future__ import annotations

import re
from collections import Counter

from yeoul import errors
from yeoul.errors import YeoulError

ALL = {
    name: thing
    for name, thing in vars(errors).items()
    if isinstance(thing, type) and issubclass(thing, YeoulError) and thing is not YeoulError
}


def test_the_tree_names_every_error_once() -> None:
    assert errors.__doc__ is not None
    branches = re.findall(r"[├└]── (.+?)  ", errors.__doc__)
    named = [name for branch in branches for name in branch.split(" · ")]

    assert sorted(named) == sorted(ALL)


def test_every_error_has_a_code_of_its_own() -> None:
    assert all(error.__base__ is YeoulError for error in ALL.values()), "one base, one level"
    assert max(Counter(error.code for error in ALL.values()).values()) == 1
