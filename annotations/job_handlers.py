"""What kinds of work this room does. Named by path: the web process imports none of it."""

from corpus.jobs import register

register("suggest", "annotations.suggesting.run_suggestions")
