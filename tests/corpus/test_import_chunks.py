import hashlib
import io
import tracemalloc

import pytest

from corpus.importing import BadLine, FileFacts, chunks, parse_line, split_file, unpack

pytestmark = pytest.mark.pure


def cut(content: bytes) -> tuple[list[bytes], FileFacts]:
    facts = FileFacts()
    pieces = list(split_file(io.BytesIO(content), facts))
    assert [piece.number for piece in pieces] == list(range(len(pieces)))
    found = [line for piece in pieces for line in unpack(piece.data)]
    assert facts.lines == sum(piece.lines for piece in pieces) == len(found)
    return found, facts


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", []),
        (b"a\nb\n", [b"a", b"b"]),
        (b"a\n\nb", [b"a", b"", b"b"]),
        (b"\xef\xbb\xbfa\n\xef\xbb\xbfb", [b"a", b"\xef\xbb\xbfb"]),
        (b"a\r\nb\r\n", [b"a\r", b"b\r"]),
    ],
)
def test_a_file_is_cut_at_its_line_ends(content, found):
    assert cut(content)[0] == found


def test_lines_stay_whole_when_chunks_and_blocks_end_within_them(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 7)
    content = b"\n".join(str(n).encode() * (n % 23) for n in range(500))
    found, facts = cut(content)
    assert b"\n".join(found) == content
    assert facts.size == len(content)
    assert facts.sha256 == hashlib.sha256(content).hexdigest()


def test_a_line_that_is_too_long_is_marked_and_its_neighbours_stay(monkeypatch):
    monkeypatch.setattr(chunks, "MAX_LINE_BYTES", 10)
    found, _ = cut(b"good\n" + b"x" * 11 + b"\n" + b"y" * 10 + b"\nend")
    assert found == [b"good", chunks.TOO_LONG, b"y" * 10, b"end"]
    with pytest.raises(BadLine, match="longer than"):
        parse_line(found[1])


class Endless:
    """A file of one line that is never held anywhere."""

    def __init__(self, size):
        self.left = size

    def read(self, size):
        given = min(size, self.left)
        self.left -= given
        return b"x" * given


def test_memory_stays_flat_when_a_line_never_ends():
    tracemalloc.start()
    try:
        list(split_file(Endless(200 * 1024**2), FileFacts()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 * 1024**2
