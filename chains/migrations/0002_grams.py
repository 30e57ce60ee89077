from django.db import migrations

from core.search_index import AddGramIndex


class Migration(migrations.Migration):
    dependencies = [("chains", "0001_initial")]
    operations = [AddGramIndex("company")]
