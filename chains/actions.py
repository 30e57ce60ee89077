"""What people do to companies."""

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from chains.matching import clean_uscc, company_keys, display_name, uscc_fault
from chains.models import Company
from core.history import record


class CompanyExists(Exception):
    """The name or the code is taken; `company` is the row that has it."""

    def __init__(self, company):
        super().__init__(str(company))
        self.company = company


class BadUscc(ValueError):
    """The code is no unified social credit code; `fault` says why (chains.matching.UsccFault)."""

    def __init__(self, fault):
        super().__init__(fault)
        self.fault = fault


def register_company(*, by, at, name, uscc="", **fields):
    """Put a company on record once. Two people at the same moment: one registers, one gets CompanyExists."""
    code = clean_uscc(uscc or "")
    if code and (fault := uscc_fault(code)):
        raise BadUscc(fault)
    name = display_name(name)
    keys = company_keys(name, fields.get("short_name"), fields.get("name_en"), code)
    stamps = {"created_by": by, "created_at": at, "updated_at": at}
    try:
        with transaction.atomic():
            company = Company.objects.create(name=name, uscc=code or None, **keys, **stamps, **fields)
            record("register_company", company, by=by, at=at, uscc=code)
    except IntegrityError:
        holder = holder_of(keys["name_key"], code)
        if holder is None:
            raise
        raise CompanyExists(holder) from None
    return company


def set_uscc(*, company, uscc, by, at):
    """Give a company the code it has none of yet. BadUscc; CompanyExists with the holder if it is taken."""
    code = clean_uscc(uscc)
    if fault := uscc_fault(code):
        raise BadUscc(fault)
    grams = company_keys(company.name, company.short_name, company.name_en, code)["grams"]
    try:
        with transaction.atomic():
            rows = Company.objects.filter(pk=company.pk, uscc=None)
            if not rows.update(uscc=code, grams=grams, version=F("version") + 1, updated_at=at):
                raise CompanyExists(Company.objects.get(pk=company.pk))
            record("set_uscc", company, by=by, at=at, uscc=code)
    except IntegrityError:
        raise CompanyExists(Company.objects.get(uscc=code)) from None
    company.refresh_from_db()
    return company


def holder_of(name_key, code):
    """The company that has this code, else the one that has this name."""
    taken = Q(name_key=name_key, archived_at__isnull=True) | (Q(uscc=code) if code else Q())
    found = sorted(Company.objects.filter(taken), key=lambda company: (company.uscc != code, company.pk))
    return found[0] if found else None
