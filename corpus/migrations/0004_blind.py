"""Decide once what a hold tells of prompts, and let held texts' keys give way."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def decide_for_open_holds(apps, schema_editor):
    """Take what holds cover now for what they covered when they opened."""
    held_text = apps.get_model("corpus", "HeldText")
    bare = held_text.objects.filter(hold=OuterRef("pk"), text__source__prompt=None)
    apps.get_model("corpus", "Hold").objects.filter(~Exists(bare)).update(shows_prompts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("corpus", "0003_kept_aside"),
    ]

    operations = [
        migrations.AddField(
            model_name="heldtext",
            name="late",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="hold",
            name="shows_prompts",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="source",
            name="own_key",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.RunPython(decide_for_open_holds, migrations.RunPython.noop, elidable=True),
    ]
