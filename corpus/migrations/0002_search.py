from django.db import migrations

from corpus.search import schema


def install(apps, schema_editor):
    schema.install(schema_editor.connection)


def remove(apps, schema_editor):
    schema.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("corpus", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
