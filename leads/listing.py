"""One page of a list: its rows, and the count and sum of all rows behind them."""

from math import ceil
from typing import NamedTuple

from django.db.models import Count, Sum
from django.http import QueryDict

from leads.chips import address, chips
from leads.lists import list_of

PAGE_ROWS = 50
CHIPS_TRIED = 4


class Listing(NamedTuple):
    rows: list
    count: int
    total_wan: object
    """Sum of the known amounts, in 万元; None if there is none."""
    number: int
    pages: int

    @property
    def first(self):
        return (self.number - 1) * PAGE_ROWS + 1

    @property
    def last(self):
        return self.first + len(self.rows) - 1


def listing(filters, more=()):
    """The page that the filter asks for; past the end it is the last one. `more`: see rows_of."""
    if not filters.is_valid():
        return Listing([], 0, None, 1, 1)
    found = filters.rows()
    figures = found.order_by().aggregate(count=Count("pk"), total=Sum(filters.money))
    pages = max(1, ceil(figures["count"] / PAGE_ROWS))
    number = min(int(filters.form.cleaned_data.get("page") or 1), pages)
    start = (number - 1) * PAGE_ROWS
    cut = found[start : start + PAGE_ROWS]
    rows = list_of(filters).rows_of(cut, more, on=filters.on) if figures["count"] else []
    return Listing(rows, figures["count"], figures["total"], number, pages)


def best_to_drop(filters):
    """Of the chips of a list without rows, the one whose going gives most: (chip, count), or None."""
    tried = [(count_of(filters, chip.without), chip) for chip in chips(filters)[:CHIPS_TRIED]]
    count, chip = max(tried, key=lambda pair: pair[0], default=(0, None))
    return (chip, count) if count else None


def count_of(filters, query):
    return type(filters)(QueryDict(query), user=filters.user, on=filters.on).rows().order_by().count()


def steps(filters, page):
    """Addresses of the pages before and after, where there are any."""
    return {
        "before": address(filters, page=page.number - 1) if page.number > 1 else "",
        "after": address(filters, page=page.number + 1) if page.number < page.pages else "",
    }
