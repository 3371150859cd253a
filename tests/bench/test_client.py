"""An answer counts once all of it is here, in however many pieces it comes."""

from __future__ import annotations

import pytest

from bench.client import whole

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "complete"),
    [(HEAD + b"ok", True), (HEAD + b"o", False), (HEAD, False), (HEAD[:-2], False), (b"HTTP/1.1 200 OK\r\n\r\n", True)],
)
def test_an_answer_is_whole_with_its_body(answer, complete):
    assert whole(answer) is complete
