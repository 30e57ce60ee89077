"""A planned row as it is kept for the preview, the error file and undoing."""

from leads.intake.planning import item_level
from leads.intake.report import duplicate_data, values_data
from leads.models import ImportRow


def import_row(batch, plan, record, item):
    """The ImportRow of a record; `item` is None for an invalid one."""
    row = ImportRow(
        batch=batch,
        sheet=record.sheet,
        row=record.row,
        fingerprint=record.fingerprint,
        cells=record.cells,
        problems=[
            [problem.code, problem.field, problem.said, problem.is_error] for problem in record.problems
        ],
        outcome=item.outcome if item else ImportRow.Outcome.INVALID,
        values={"name": record.name},
    )
    if item:
        row.values = values_data(plan, item) | {"said": record.name}
        row.level = item_level(item) or ""
        if duplicate := duplicate_data(plan, item):
            row.evidence = duplicate["evidence"]
            row.of = {name: duplicate[name] for name in ("of_sheet", "of_row", "of_company")}
            row.of["name"] = plan.name_of(item.link.review or item.link.party)
    return row
