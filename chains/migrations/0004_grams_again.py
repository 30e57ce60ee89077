"""Adding a unique column rebuilt the table of companies on SQLite and took the triggers of its index with it."""

from django.db import migrations

from core.search_index import RestoreGramIndex


class Migration(migrations.Migration):
    dependencies = [("chains", "0003_seed_keys")]
    operations = [RestoreGramIndex("company")]
