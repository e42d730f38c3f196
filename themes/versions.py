"""What the numbers were computed by: every figure and report carries it."""

CODE_VERSION = "0.1.0"

FIGURES_VERSION = 3
"""Raise it whenever the same texts and readings would give other numbers or sentences."""


def code_version() -> str:
    """Name the code that computes figures."""
    return f"variorum {CODE_VERSION}, figures {FIGURES_VERSION}"
