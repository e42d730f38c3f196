"""Three texts, a codebook with patterns, and a study that has looked through them."""

import pytest

from annotations.services.codebooks import create_motif, update_motif
from tests import cast
from tests.annotations.suggestions.acts import SHOWN, work


@pytest.fixture
def texts(ada):
    bodies = ["She whispered on the \U0001f6aa stairs.", "A stair. Whispers, stairs.", "Nothing."]
    return [cast.add_text(body, by=ada, prompt=cast.prompt(body[:9])) for body in bodies]


@pytest.fixture
def codebook(ada):
    made = cast.codebook(ada, "silence", name="Patterns")
    create_motif(
        codebook=made,
        key="stairs",
        name="Stairs",
        definition="Stairs are counted.",
        patterns=["stair", "stair*"],
        by=ada,
    )
    # As one may stand in a codebook that is older than the check.
    made.motifs.filter(key="stairs").update(patterns=["stair", "stair*", "*broken"])
    update_motif(motif=made.motifs.get(key="silence"), by=ada, patterns=["whisper*"])
    return made


@pytest.fixture
def begin(ada, ben, texts, codebook):
    """Return a function that opens a study and has its suggestions made."""

    def begun(suggestions=SHOWN, *readers, **fields):
        fields.setdefault("blind", False)
        study = cast.study(
            ada, texts, ben, *readers, codebook=codebook, suggestions=suggestions, **fields
        )
        work()
        return study

    return begun
