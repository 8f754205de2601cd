"""A script's candidates: plausible, of its text, and the same each time."""

from __future__ import annotations

from yeoul.providers.base import Finish, Piece, Text, Tokens
from yeoul.providers.script_candidates import with_candidates
from yeoul.providers.script_steps import RIVER

BATCH: list[Piece] = [Text(RIVER), Finish("stop", None)]


def test_every_token_of_a_text_has_candidates_of_its_own_script() -> None:
    text, told, finish = with_candidates(BATCH, 5)

    assert (text, finish) == tuple(BATCH)
    assert isinstance(told, Tokens)
    assert "".join(its for its, _, _ in told.tokens) == RIVER
    known = [token for token in told.tokens if token[2]]
    for its, logprob, others in known:
        words = [other for other, *_ in others]
        assert len(set(words)) == 5
        assert all(chance <= 0 for _, chance, *_ in others)
        if its in words:
            assert others[words.index(its)] == (its, logprob)
        else:
            assert logprob is not None
            assert logprob < others[-1][1]
    korean = next(others for its, _, others in known if its == " 여울")
    assert all("가" <= other[-1] <= "힣" for other, *_ in korean)


def test_they_are_all_that_those_of_a_model_can_be() -> None:
    [_, told, _] = with_candidates(BATCH, 3)
    assert isinstance(told, Tokens)
    places = {
        [other for other, *_ in others].index(its)
        if its in [other for other, *_ in others]
        else "not among them"
        for its, _, others in told.tokens
        if others
    }

    assert places == {0, 1, "not among them"}
    assert any(logprob is None and not others for _, logprob, others in told.tokens)
    assert with_candidates(BATCH, 3) == [BATCH[0], told, BATCH[1]]
