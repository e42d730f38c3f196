"""What only the tests of this room need."""

import pytest


@pytest.fixture
def sent(monkeypatch):
    """The ids of jobs that workers were told of, instead of a broker."""
    ids = []
    monkeypatch.setattr(
        "corpus.jobs.current_app.send_task", lambda _, args, **__: ids.append(args[0])
    )
    return ids
