"""Set up, start and test Variorum with the standard library alone, before anything is installed."""
