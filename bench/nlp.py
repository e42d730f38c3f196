"""Print the speed of the text analysis as a ratio of bare spaCy, on a JSON Lines file.

python bench/nlp.py FILE
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def read_items(path: str) -> list[tuple[str, str, str]]:
    """Read id, body and language of each line, the body normalised as an import does."""
    rows = (json.loads(line) for line in Path(path).read_text("utf-8").split("\n") if line.strip())
    return [
        (
            str(row.get("key", number)),
            unicodedata.normalize("NFC", row["body"].replace("\r\n", "\n").replace("\r", "\n")),
            row.get("language", "en"),
        )
        for number, row in enumerate(rows)
    ]


def time_bare(items: list[tuple[str, str, str]]) -> tuple[float, int]:
    """Return the seconds and tokens of a blank pipeline that only finds sentences."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    list(nlp.pipe(["Warm up."]))
    began = time.perf_counter()
    tokens = sum(len(doc) for doc in nlp.pipe(body for _, body, _ in items))
    return time.perf_counter() - began, tokens


def time_ours(items: list[tuple[str, str, str]]) -> tuple[float, int, int]:
    """Return the seconds until all features are JSON, the characters of it, the texts set aside."""
    from corpus.nlp.features import TextFeatures, analyse_texts

    list(analyse_texts([("0", "Warm up.", "en")]))
    began = time.perf_counter()
    written = failed = 0
    for result in analyse_texts(items):
        if isinstance(result, TextFeatures):
            stored = json.dumps(result.to_json(), ensure_ascii=False, separators=(",", ":"))
            written += len(stored)
        else:
            failed += 1
    seconds = time.perf_counter() - began
    return seconds, written, failed


def main() -> None:
    """Run both over the same texts and print the ratio."""
    if len(sys.argv) != 2:
        sys.exit("Name one JSON Lines file: python bench/nlp.py FILE")
    items = read_items(sys.argv[1])
    bare, tokens = time_bare(items)
    ours, written, failed = time_ours(items)
    print(f"{len(items)} texts, {tokens:,} tokens, {failed} set aside")
    print(f"bare {tokens / bare:,.0f} tokens/s, ours {tokens / ours:,.0f} tokens/s")
    print(f"ratio {bare / ours:.2f}; {written / max(len(items), 1):,.0f} characters of JSON a text")


if __name__ == "__main__":
    main()
