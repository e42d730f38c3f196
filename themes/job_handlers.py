"""What kinds of work this room does. Named by path: the web process imports none of it."""

from corpus.jobs import register

register("report", "themes.reports.work.run_report")
register("figure", "themes.figures.compute_figure")
