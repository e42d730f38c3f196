"""Let a run end sooner (`-p tests.plugins.pace`): long files first, and less to look through.

Workers take whole files, in the order they are collected: a long one that came last would be waited
for by all the others.
"""

import gc

import pytest

# By how long they take, the longest first; what is not named here follows in its own order.
LONGEST = (
    "tests/blind/test_proof_of_reads.py",
    "tests/blind/test_proof_of_writes.py",
    "tests/browser/test_every_page.py",
    "tests/browser/test_review_saving.py",
    "tests/browser/test_review_spans.py",
    "tests/api/test_schema.py",
    "tests/docs/test_tutorial.py",
    "tests/blind/test_planted_leaks.py",
    "tests/browser/test_review.py",
    "tests/boot/test_brokers.py",
    "tests/stats/test_simulations.py",
    "tests/boot/test_whole.py",
    "tests/boot/test_not_lost.py",
    "tests/frame/test_translation.py",
    "tests/browser/test_review_killed.py",
    "tests/browser/test_keep_passage.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    places = {config.rootpath / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """Take what has been imported by now out of every later search for garbage."""
    gc.collect()
    gc.freeze()
