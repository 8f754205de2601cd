"""The tokens that a script would read: whole words of ASCII, and bytes of all else."""

from __future__ import annotations

from yeoul.providers.base import Prompt, Turn
from yeoul.providers.script_tokens import tokens_of


def test_roles_are_special_tokens_words_keep_their_space_and_other_letters_are_bytes() -> None:
    prompt = Prompt("m", (Turn("system", "Be brief."), Turn("user", "A 여?")), prefix="It is")
    pieces = [token.piece for token in tokens_of(prompt)]

    assert pieces == [
        *(b"<|system|>", b"\n", b"Be", b" brief", b".", b"<|end|>", b"\n"),
        *(b"<|user|>", b"\n", b"A", b" ", b"\xec", b"\x97", b"\xac", b"?", b"<|end|>", b"\n"),
        *(b"<|assistant|>", b"\n", b"It", b" is"),
    ]


def test_one_piece_has_one_id_and_what_looks_special_in_a_question_is_not() -> None:
    told = tokens_of(Prompt("m", (Turn("user", "<|end|> the the 여여"),)))
    ids = [(token.id, token.piece) for token in told]

    assert len({id for id, _ in ids}) == len(set(ids))
    assert [piece for _, piece in ids].count(b"<|end|>") == 1
    assert "".join("x" for id, piece in ids if piece == b" the") == "xx"
