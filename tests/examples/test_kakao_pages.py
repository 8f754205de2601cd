"""How an answer is cut into what Kakao takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kakao import BUBBLES, UNITS, cut, next_bubbles

TEXTS = st.text(st.sampled_from('가나a1. !?\n🏞️👩‍👩‍👧"…')) | st.text()


@given(st.lists(TEXTS, max_size=60).map("".join), st.booleans())
def test_all_bubbles_of_a_text_together_are_the_text(text: str, ended: bool) -> None:
    read, told = 0, ""
    while read < len(text):
        bubbles, behind = next_bubbles(text[read:], ended=ended)
        assert behind > 0
        assert len(bubbles) <= BUBBLES
        assert all(0 < len(each.encode("utf-16-le")) <= 2 * UNITS for each in bubbles)
        told += "".join(bubbles)
        read += behind
    assert "".join(told.split()) == "".join(text.split())


def test_a_bubble_ends_with_a_sentence_else_with_a_word_else_where_it_is_full() -> None:
    assert cut("가" * 600 + ". " + "나" * 600) == "가" * 600 + ". "
    assert cut("가" * 600 + " " + "나" * 600) == "가" * 600 + " "
    assert cut("가" * 1200) == "가" * 1000
    assert cut("🏞" * 600) == "🏞" * 500


def test_a_sentence_that_still_grows_is_left_for_the_next_time() -> None:
    assert next_bubbles("하나입니다. 둘", ended=False) == (["하나입니다."], len("하나입니다. "))
    assert next_bubbles("하나입니다. 둘", ended=True) == (["하나입니다. 둘"], len("하나입니다. 둘"))
    assert next_bubbles("하나", ended=False) == (["하나"], len("하나"))
    assert next_bubbles("\n\n", ended=False) == ([], 2)


def test_the_number_of_a_list_is_no_sentence() -> None:
    assert next_bubbles("강입니다. 2. 여", ended=False)[0] == ["강입니다."]
