"""Companies on record get the words by which a name is found that is misspelt or typed in pinyin."""

from django.db import migrations

from chains.marks import lookup_marks
from chains.matching import parts


def add_marks(apps, schema_editor):
    company_model = apps.get_model("chains", "Company")
    for company in company_model.objects.only("pk", "name", "short_name", "grams").iterator(chunk_size=1000):
        words = company.grams.split(" ")
        marks = [
            mark
            for name in (company.name, company.short_name)
            if name
            for mark in lookup_marks(parts(name).plain)
        ]
        grams = " ".join(filter(None, dict.fromkeys([*words, *marks])))
        company_model.objects.filter(pk=company.pk).update(grams=grams)


class Migration(migrations.Migration):
    dependencies = [("chains", "0005_map_edits")]
    operations = [migrations.RunPython(add_marks, migrations.RunPython.noop)]
