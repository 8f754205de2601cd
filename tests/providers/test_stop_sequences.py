"""An answer ends before the first of its stop sequences, however its text comes in pieces."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from yeoul.providers.stop_sequences import StopSequences

letters = st.text("ab여", max_size=30)
sequences = st.lists(st.text("ab여", min_size=1, max_size=4), min_size=1, max_size=4)


@given(letters, sequences, st.lists(st.integers(0, 30), max_size=8))
def test_a_text_ends_before_the_first_sequence(
    text: str, stops: list[str], cuts: list[int]
) -> None:
    places = [0, *sorted(cuts), len(text)]
    stopping, shown = StopSequences(stops), ""
    for start, end in pairwise(places):
        if not stopping.found:
            shown += stopping.add(text[start:end])
            assert not any(stop in shown for stop in stops)
    shown += stopping.close()

    first = re.search("|".join(map(re.escape, stops)), text)
    assert stopping.found == (first is not None)
    if first is None:
        assert shown == text
    else:
        # Of two that begin in one piece, the earlier one counts.
        assert text.startswith(shown)
        assert not any(stop in shown for stop in stops)
        assert len(shown) >= first.start()


def test_nothing_is_held_back_that_cannot_be_a_beginning() -> None:
    stopping = StopSequences(["END", "\n\n"])

    assert stopping.add("text E") == "text "
    assert stopping.add("N") == ""
    assert stopping.add("ough\n") == "ENough"
    assert stopping.add("x") == "\nx"
    assert (stopping.close(), stopping.found) == ("", False)


def test_what_is_held_back_comes_with_the_end() -> None:
    stopping = StopSequences(["END"])

    assert stopping.add("the EN") == "the "
    assert stopping.close() == "EN"


def test_the_text_before_a_sequence_that_comes_in_parts_is_shown() -> None:
    stopping = StopSequences(["END"])

    assert [stopping.add(part) for part in ("to E", "N")] == ["to ", ""]
    assert stopping.add("D and more") == ""
    assert stopping.found
