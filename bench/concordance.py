"""Print how long a concordance takes beside plain SQL, over texts made up for it.

python bench/concordance.py [TEXTS] [WORDS_PER_TEXT]

It works in a database of its own, in memory or, with TEST_DATABASE_URL, as the tests do.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

COMMON = ("the", "a", "of", "and", "her", "in", "was", "to")
RARE = "threnody"
SEED = 20260301


def bodies(texts: int, words: int) -> Iterator[str]:
    """Yield bodies in which one word of seven is “the”, and one text of a thousand has the rare."""
    lot = random.Random(SEED)
    letters = "abcdefghiklmnoprstuvwy"
    others = ["".join(lot.choices(letters, k=lot.randint(3, 9))) for _ in range(20_000)]
    for number in range(texts):
        drawn = [
            lot.choice(COMMON) if lot.random() < 0.5 else lot.choice(others) for _ in range(words)
        ]
        if number % 1000 == 7:
            drawn[words // 2] = RARE
        yield " ".join(drawn) + "."


def fill(texts: int, words: int) -> None:
    """Store the texts, by three families in turn."""
    from corpus.models import Author, Collection, Source, Text

    collection = Collection.objects.create(name="Bench")
    authors = [Author.objects.create(name=f"bench-{n}", family=f"family-{n}") for n in range(3)]
    lot = random.Random(SEED)
    batch: list[Text] = []

    def store() -> None:
        Text.objects.bulk_create(batch)
        Source.objects.bulk_create(
            Source(text=text, collection=collection, key=str(text.pk), author=authors[n % 3])
            for n, text in enumerate(batch)
        )
        batch.clear()

    for body in bodies(texts, words):
        digest = sha256(body.encode()).hexdigest()
        pk = UUID(int=lot.getrandbits(128), version=4)
        batch.append(
            Text(
                pk=pk,
                kind="story",
                body=body,
                length=len(body),
                sha256=digest,
                folded_sha256=digest,
            )
        )
        if len(batch) == 500:
            store()
    store()


def timed(name: str, act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    said = act()
    took = time.perf_counter() - began
    print(f"{name:<44} {took:8.3f} s   {said}", flush=True)
    return took


def measure(q: str) -> None:
    """Time one word: first page with counts, the next page, families, sorted; and plain SQL."""
    from django.db.models import Count

    from corpus.concordance import Concordance, WordHits
    from corpus.kwic.finding import word_finder
    from corpus.models import Text
    from corpus.search import search_bodies

    def asked(sort: str = "text") -> Concordance:
        return Concordance(None, WordHits(word_finder(q)), Text.objects.all(), sort=sort)

    first = asked().first_page(50)
    counts = first.counts
    print(f"\n“{q}”: {counts.hits if counts else 0:,} matches")
    plain = search_bodies(Text.objects.all(), q.rstrip("*"))
    base = timed(
        "plain index: count texts, read 50 bodies",
        lambda: (plain.aggregate(n=Count("pk"))["n"], len(list(plain.order_by("pk")[:50]))),
    )
    timed(
        "plain SQL: count texts, substring",
        lambda: Text.objects.filter(body__icontains=q.rstrip("*")).count(),
    )
    ours = timed("first page, counted over all", lambda: len(asked().first_page(50).places))
    if first.places:
        timed("the page after it", lambda: len(asked().page_after(first.places[-1], 50).places))
    timed("by family", lambda: len(asked().families(counts)) if counts else 0)
    timed("first page, by the words after", lambda: len(asked("right").first_page(50).places))
    print(f"ratio of the first page to the plain index: {ours / base:.1f}")


def main() -> None:
    import django
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    texts = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    words = int(sys.argv[2]) if len(sys.argv) > 2 else 900
    django.setup()
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        timed(f"filling: {texts:,} texts of {words} words", lambda: fill(texts, words))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for q in ("the", RARE, "thren*"):
            measure(q)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"\npeak memory: {before / 1024:.0f} MB before, {after / 1024:.0f} MB after")
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
