from __future__ import annotations

from yeoul.client.retry_policy import RetryPolicy


def test_pauses_double_between_half_and_all_of_their_limit() -> None:
    least, most = RetryPolicy(dice=lambda: 0.0), RetryPolicy(dice=lambda: 1.0)
    assert [least.pause_s(n) for n in (1, 2, 3, 7, 99)] == [0.125, 0.25, 0.5, 5, 5]
    assert [most.pause_s(n) for n in (1, 2, 3, 7, 99)] == [0.25, 0.5, 1, 10, 10]


def test_a_server_may_ask_for_more_time_within_reason() -> None:
    most = RetryPolicy(dice=lambda: 1.0)
    assert most.pause_s(1, 5.0) == 5
    assert most.pause_s(7, 5.0) == 10
    assert most.pause_s(1, 86_400.0) == 60
