"""The arithmetic of themes: pure functions from observations to evidence, verdict and sentence."""
