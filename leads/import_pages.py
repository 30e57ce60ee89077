"""What the page of an import shows: its numbers, and one page of its rows."""

import io

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from chains.models import Company
from leads.intake.errors import sentences
from leads.intake.fields import Field
from leads.models import ImportRow

PER_PAGE = 50
TABS = ("problems", "duplicates", "ready")
Outcome = ImportRow.Outcome


def detail_context(batch, query, *, at):
    tabs = tabs_of(batch)
    tab = query.get("tab") if query.get("tab") in TABS else next((key for key, _l, n in tabs if n), "ready")
    page = Paginator(rows_of(batch, tab), PER_PAGE).get_page(query.get("page"))
    put_in_words(page.object_list)
    return {
        "batch": batch,
        "tabs": tabs,
        "tab": tab,
        "page": page,
        "counts": batch.counts,
        "many_sheets": len(batch.layout) > 1,
        "can_undo": batch.can_be_undone(at),
        "choices": ImportRow.Choice.choices,
        "needs_names": batch.layout and not any(has_names(table) for table in batch.layout),
    }


def put_in_words(rows):
    """Give rows what their line shows: problems and evidence in words, and the company they may mean."""
    for row in rows:
        row.sentences = sentences(row.problems)
        row.reasons = reasons(row)
    name_known(rows)


def has_names(table):
    return any(column["field"] == Field.NAME for column in table["columns"])


def tabs_of(batch):
    counts = batch.counts
    duplicates = sum(counts.get(level, 0) for level in ("certain", "likely", "review"))
    return [
        ("problems", _("有问题"), counts.get("invalid_rows", 0)),
        ("duplicates", _("重复"), duplicates),
        ("ready", _("可导入"), counts.get("importable", 0)),
    ]


def rows_of(batch, tab):
    rows = batch.rows.order_by("sheet", "row").defer("cells")
    if tab == "problems":
        return rows.filter(outcome=Outcome.INVALID)
    if tab == "duplicates":
        # What needs a person comes first: review, likely, certain happens to be the order of the letters.
        return rows.exclude(level="").order_by("-level", "sheet", "row")
    return rows.filter(outcome__in=[Outcome.LEAD, Outcome.ATTACH])


REASONS = {
    "same_uscc": lambda: _("统一社会信用代码相同"),
    "different_uscc": lambda: _("统一社会信用代码不同"),
    "same_name_after_width_space_script": lambda: _("名称相同"),
    "same_name_after_legal_form": lambda: _("去掉组织形式后名称相同"),
    "known_alias": lambda: _("是已登记的别名"),
    "short_name": lambda: _("像是简称与全称"),
    "abbreviation": lambda: _("像是缩写与全称"),
    "same_brand": lambda: _("字号相同"),
    "same_sound": lambda: _("读音相同"),
    "same_phone": lambda: _("电话相同"),
}


def reasons(row):
    """The evidence of a duplicate in words, the strongest first."""
    return [words() for kind, words in REASONS.items() if kind in row.evidence]


def name_known(rows):
    """Companies on record by their name today. No lead is named here: it may be hidden from the reader."""
    wanted = {row.of.get("of_company") for row in rows} - {None}
    names = dict(Company.objects.filter(pk__in=wanted).values_list("pk", "name"))
    for row in rows:
        row.of_name = names.get(row.of.get("of_company"), row.of.get("name", ""))


def heads_of(batch):
    """{sheet: [head of every column]} for the error file."""
    found = {}
    for table in batch.layout:
        heads = {column["index"]: column["head"] for column in table["columns"]}
        found[table["name"]] = [heads.get(index, "") for index in range(max(heads, default=-1) + 1)]
    return found


def template_file():
    """An empty sheet: the heads that are always understood, and no example that might be imported."""
    import xlsxwriter  # costs half a second: only when asked for

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet(_("线索"))
    head, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for column, field in enumerate(Field):
        is_text = field in (Field.USCC, Field.PHONE)
        page.set_column(column, column, 24 if field == Field.NAME else 16, text if is_text else None)
        page.write_string(0, column, str(field.label), head)
    page.freeze_panes(1, 1)
    book.close()
    file.seek(0)
    return file
