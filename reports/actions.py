"""Freeze the figures of a month; book and check what corrects them later."""

import datetime as dt

from django.db import transaction

from accounts.roles import WHOLE_ZONE
from chains.models import Chain
from core import history
from leads.months import plus_months
from reports.counting import Period
from reports.kpi import kpi
from reports.models import KpiCorrection, KpiSnapshot
from reports.scope import Scope


class NotChecked(Exception):
    """The correction was checked already, or by the one who booked it."""


def month_of(month):
    """The period of a calendar month, as it stood on its last day."""
    last = plus_months(month, 1) - dt.timedelta(days=1)
    return Period(month, last, last)


def freeze_month(*, month, at):
    """Keep the figures of `month` for the zone and each chain. Returns how many were not there before.

    Whoever comes second finds them there: the UNIQUE constraint keeps the first.
    """
    scopes = {WHOLE_ZONE: Scope()} | {
        chain.code: Scope(chain=chain) for chain in Chain.objects.order_by("code")
    }
    kept = set(KpiSnapshot.objects.filter(month=month).values_list("chain_code", flat=True))
    rows = [
        KpiSnapshot(month=month, chain_code=code, figures=kpi(scope, month_of(month)), taken_at=at)
        for code, scope in scopes.items()
        if code not in kept
    ]
    KpiSnapshot.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def book_correction(*, month, of_month, metric, amount, reason, by, at, chain_code=WHOLE_ZONE):
    """A correction that waits for its check."""
    said = {"metric": metric, "amount": amount, "reason": reason, "chain_code": chain_code}
    correction = KpiCorrection.objects.create(
        month=month.replace(day=1), of_month=of_month.replace(day=1), by=by, at=at, **said
    )
    history.record("book_correction", correction, by=by, at=at, **said | {"amount": str(amount)})
    return correction


@transaction.atomic
def check_correction(*, correction, by, at):
    """From now on it counts. NotChecked if somebody did so before, or by whoever booked it (I-12)."""
    waiting = KpiCorrection.objects.filter(pk=correction.pk, checked_by=None).exclude(by=by)
    if not waiting.update(checked_by=by, checked_at=at):
        raise NotChecked
    history.record("check_correction", correction, by=by, at=at)
    correction.refresh_from_db()
    return correction


def month_before(day):
    return plus_months(day.replace(day=1), -1)
