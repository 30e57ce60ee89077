"""Search in Chinese text: a column of two-character pieces, made in Python, indexed by both databases.

A column holds the bigrams of what a row says, separated by blanks; a query of two or more characters asks
that all of its bigrams be in it. Trigram indexes of either database miss two-character words.
"""

import re
import unicodedata

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Lookup

WORD = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
MAX_LENGTH = 4000


def simple(text):
    return unicodedata.normalize("NFKC", text or "").casefold()


def pieces(text):
    """Bigrams of runs of Chinese characters (a lone character stays), Latin words and numbers whole."""
    for word in WORD.findall(simple(text)):
        if word[0].isascii() or len(word) == 1:
            yield word
        else:
            for start in range(len(word) - 1):
                yield word[start : start + 2]


def grams(*texts):
    """The value of a gram column for a row that says `texts`."""
    found = dict.fromkeys(piece for text in texts if text for piece in pieces(text))
    return " ".join(found)[:MAX_LENGTH]


class GramField(models.TextField):
    """A text of `grams()`. `column__has="光电"` finds rows whose text holds all pieces of the query."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


@GramField.register_lookup
class Has(Lookup):
    lookup_name = "has"
    prepare_rhs = False

    def wanted(self):
        """The pieces to look for; a query of punctuation alone finds nothing rather than everything."""
        found = list(pieces(self.rhs))
        if not found:
            raise EmptyResultSet
        return found

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        wanted = self.wanted()
        if len(wanted) == 1 and len(wanted[0]) == 1:
            return f"{column} LIKE %s", [*params, f"%{escaped(wanted[0])}%"]
        return f"string_to_array({column}, ' ') @> %s::text[]", [*params, wanted]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        wanted = self.wanted()
        if len(wanted) == 1 and len(wanted[0]) == 1:
            return f"{column} LIKE %s ESCAPE '\\'", [*params, f"%{escaped(wanted[0])}%"]
        table = self.lhs.target.model._meta.db_table
        quoted = connection.ops.quote_name
        key = f"{quoted(self.lhs.alias)}.{quoted(self.lhs.target.model._meta.pk.column)}"
        match = " AND ".join(f'"{piece}"' for piece in wanted)
        # The names come from the model; what the person typed is a parameter.
        sql = f"{key} IN (SELECT rowid FROM {quoted(table + '_grams')} WHERE grams MATCH %s)"  # noqa: S608
        return sql, [match]


def escaped(text):
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
