"""Draws with a fixed seed, the same for everybody who asks for as many."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

SEED = 20260101
DRAWS = 2000

Array = npt.NDArray[np.float64]


@lru_cache(maxsize=16)
def prompt_draws(prompts: int, *, draws: int = DRAWS, seed: int = SEED) -> Array:
    """Say how often each prompt is drawn in each bootstrap sample of prompts.

    Returns a ``draws x prompts`` table of counts; each row sums to ``prompts``: as many are
    drawn, with replacement, as there are. All texts of a drawn prompt are kept, so a statistic
    that is a sum over prompts is resampled by one product with this table. Undefined for no
    prompts at all, which raises.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall.

    Examples
    --------
    >>> counts = prompt_draws(5, draws=3, seed=1)
    >>> counts.sum(axis=1)
    array([5., 5., 5.])
    """
    if prompts < 1:
        raise ValueError("there is no prompt to draw")
    generator = np.random.default_rng(seed)
    counts = generator.multinomial(prompts, np.full(prompts, 1 / prompts), size=draws)
    table = counts.astype(np.float64)
    table.setflags(write=False)  # it is shared by every caller
    return table
