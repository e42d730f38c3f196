"""Writes: keyword-only, each in one transaction."""
