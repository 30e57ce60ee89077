"""What an import found, as one JSON object (the shape is a contract: names and meanings stay)."""

from leads.intake.planning import item_level
from leads.models import ImportRow


def report(file_name, sheet, plan):
    counts = plan.counts()
    return {
        "file": file_name,
        "encoding": sheet.encoding,
        "sheets": [sheet_data(table) for table in sheet.tables],
        "data_rows": counts["data_rows"],
        "valid_rows": counts["valid_rows"],
        "invalid_rows": counts["invalid_rows"],
        "invalid_by_reason": dict(counts["invalid_by_reason"]),
        "invalid": [
            {"sheet": record.sheet, "row": record.row, "reasons": record.reasons} for record in plan.invalid
        ],
        "leads_created": counts["leads"],
        "companies_created": counts["new_companies"],
        "companies_matched": counts["matched_companies"],
        "follow_ups_added": counts["attached"],
        "already_imported": counts["known"],
        "duplicates": [data for item in plan.items if (data := duplicate_data(plan, item))],
        "values": [values_data(plan, item) for item in plan.items],
    }


def sheet_data(table):
    return {
        "name": table.sheet,
        "header_row": table.header_row,
        "mapped": {column.head: column.field.value for column in table.columns if column.field},
        "unmapped": [column.head for column in table.columns if column.head and not column.field],
    }


def duplicate_data(plan, item):
    """A row that says again what another row, or the record, says already; None for any other."""
    level = item_level(item)
    if level is None:
        return None
    is_joined = item.link.level is not None and item.link.review is None
    party = item.link.party if is_joined else item.link.review
    evidence = item.link.found if is_joined else item.link.review_found
    first = next((plan.items[position] for position in party.rows if position != item.position), None)
    if first and first.position > item.position and party is item.link.party:
        first = None
    return {
        "sheet": item.record.sheet,
        "row": item.record.row,
        "of_sheet": first.record.sheet if first else None,
        "of_row": first.record.row if first else None,
        "of_company": party.pk,
        "level": level,
        "evidence": sorted(evidence),
        "outcome": ImportRow.Outcome(item.outcome).value,
    }


def values_data(plan, item):
    """The values of a valid row; `name` is the company it was found to mean."""
    record = item.record
    return {
        "sheet": record.sheet,
        "row": record.row,
        "name": plan.name_of(item.link.party),
        "uscc": record.uscc,
        "date": record.date.isoformat() if record.date else None,
        "phones": record.phones,
        "investment_wan": number(record.investment_wan),
        "land_mu": number(record.land_mu),
        "chain": record.chain_name,
    }


def number(value):
    """A JSON number, whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
