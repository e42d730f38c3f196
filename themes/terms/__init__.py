"""Candidate terms: the words a report looks at besides the motifs that people read for."""
