"""Tests of setting up, starting and testing: what works before anything is installed."""
