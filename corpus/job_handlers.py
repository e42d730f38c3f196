"""What kinds of work this room does. Named by path: the web process imports none of it."""

from corpus.jobs import register

register(
    "import",
    "corpus.services.import_run.run_import",
    on_failure="corpus.services.import_run.mark_failed",
)
register("analyse", "corpus.analysis.run_analysis")
