"""Codes that stand in the database and are read on pages, marked so that they can be translated.

Templates write `{% translate study.state %}`: what is translated then is a word of these.
"""

from django.utils.translation import gettext_noop

SPOKEN = (
    # States of studies, readings, tags to look at again, motifs, jobs and imports.
    gettext_noop("draft"),
    gettext_noop("open"),
    gettext_noop("closed"),
    gettext_noop("submitted"),
    gettext_noop("kept"),
    gettext_noop("retagged"),
    gettext_noop("removed"),
    gettext_noop("candidate"),
    gettext_noop("active"),
    gettext_noop("retired"),
    gettext_noop("merged"),
    gettext_noop("queued"),
    gettext_noop("running"),
    gettext_noop("finished"),
    gettext_noop("failed"),
    # Parts in a study.
    gettext_noop("lead"),
    gettext_noop("adjudicator"),
    gettext_noop("reviewer"),
    gettext_noop("observer"),
    # Texts, who wrote them, and on what.
    gettext_noop("story"),
    gettext_noop("insight"),
    gettext_noop("human"),
    gettext_noop("model"),
    gettext_noop("base"),
    gettext_noop("instruct"),
    gettext_noop("reasoning"),
    gettext_noop("free"),
    gettext_noop("task"),
    gettext_noop("leading"),
    gettext_noop("unknown"),
    gettext_noop("user"),
    gettext_noop("assistant"),
    gettext_noop("system"),
    # Jobs.
    gettext_noop("import"),
    gettext_noop("analyse"),
    gettext_noop("report"),
    gettext_noop("figure"),
    gettext_noop("suggest"),
    # Parts of a motif, in the comparison of two versions.
    gettext_noop("name"),
    gettext_noop("sigla"),
    gettext_noop("status"),
    gettext_noop("parent"),
    gettext_noop("merged into"),
    gettext_noop("split from"),
    gettext_noop("definition"),
    gettext_noop("counts when"),
    gettext_noop("does not count when"),
    gettext_noop("examples"),
    gettext_noop("patterns"),
)
