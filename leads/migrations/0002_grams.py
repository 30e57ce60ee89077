from django.db import migrations

from core.search_index import AddGramIndex


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]
    operations = [AddGramIndex("lead")]
