"""What people and workers do with a lead sheet: upload, correct, import, undo.

A batch is worked on by whoever wins the conditional UPDATE of its claim. A worker that dies leaves its lease
to run out, and the next one starts over: until the one transaction of `bring_in` commits, nothing is written.
"""

import datetime as dt
import hashlib
import uuid

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import history
from leads.actions.import_writing import write
from leads.intake.drafting import make_draft
from leads.intake.gate import Refusal, check
from leads.intake.planning import make_plan, read_sheet
from leads.intake.preview import import_row
from leads.models import ImportBatch, ImportRow
from leads.models.intake import WORKING

LEASE = dt.timedelta(minutes=10)
ATTEMPTS = 3
Status = ImportBatch.Status
log = structlog.get_logger(__name__)


class NotReady(Exception):
    """The batch is not in the state that this act needs: somebody was quicker."""


class ClaimLost(Exception):
    """The lease ran out and another worker has taken the batch."""


def folder():
    return settings.DATA_DIR / "imports"


# -- what people do ---------------------------------------------------------------------------


def upload(*, by, at, file):
    """Keep an uploaded file under a random name and put it in line for reading. Refusal: nothing is kept."""
    folder().mkdir(parents=True, exist_ok=True)
    stored = folder() / uuid.uuid4().hex
    digest = hashlib.sha256()
    with stored.open("wb") as kept:
        for chunk in file.chunks():
            digest.update(chunk)
            kept.write(chunk)
    try:
        check(stored, file.name)
    except Refusal:
        stored.unlink()
        raise
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            by=by,
            created_at=at,
            file_name=file.name[-200:],
            stored_name=stored.name,
            sha256=digest.hexdigest(),
        )
        history.record("upload_import", batch, by=by, at=at, sha256=batch.sha256)
    return batch


def correct_columns(*, batch, chosen):
    """Read the sheet again with the fields that a person gave its columns."""
    rows = ImportBatch.objects.filter(pk=batch.pk, status=Status.READY)
    if not rows.update(chosen=chosen, status=Status.READING, claim=None, lease_until=None):
        raise NotReady
    batch.refresh_from_db()


def choose(*, row, choice):
    """What is to happen with a duplicate, said by a person before the import."""
    rows = ImportRow.objects.filter(pk=row.pk, batch__status=Status.READY)
    suggested = row.of.get("suggested", row.outcome)
    of = row.of | {"suggested": suggested}
    if not rows.update(choice=choice, outcome=choice or suggested, of=of):
        raise NotReady
    row.refresh_from_db()


def start(*, batch, by, at):
    """Put a previewed sheet in line for importing. Twice at once: one wins."""
    with transaction.atomic():
        rows = ImportBatch.objects.filter(pk=batch.pk, status=Status.READY, counts__importable__gt=0)
        if not rows.update(status=Status.QUEUED, claim=None, lease_until=None, done_rows=0):
            raise NotReady
        history.record("start_import", batch, by=by, at=at)
    batch.refresh_from_db()


def discard(*, batch, by, at):
    """Put away a sheet that was read and shall not be imported."""
    with transaction.atomic():
        rows = ImportBatch.objects.filter(pk=batch.pk, status=Status.READY)
        if not rows.update(status=Status.REFUSED, error=_("已放弃，没有导入任何内容。")):
            raise NotReady
        history.record("discard_import", batch, by=by, at=at)
    batch.refresh_from_db()


# -- what workers do --------------------------------------------------------------------------


def work(*, at):
    """Do all that waits: read uploaded sheets, bring in confirmed ones. Returns how many were worked on."""
    waiting = ImportBatch.objects.filter(status__in=WORKING).filter(free(at)).order_by("pk")
    done = 0
    for pk in waiting.values_list("pk", flat=True):
        if batch := claim(pk, at):
            process(batch, at)
            done += 1
    return done


def free(at):
    return Q(lease_until__isnull=True) | Q(lease_until__lt=at)


def claim(pk, at):
    """The batch, if this worker is the one that gets it; else None."""
    token, lease = uuid.uuid4(), at + LEASE
    rows = ImportBatch.objects.filter(free(at), pk=pk)
    won = rows.filter(status=Status.READING).update(claim=token, lease_until=lease)
    if not won:
        to_run = rows.filter(status__in=[Status.QUEUED, Status.RUNNING])
        won = to_run.update(claim=token, lease_until=lease, status=Status.RUNNING)
    return ImportBatch.objects.get(pk=pk) if won else None


def process(batch, at):
    step = preview if batch.status == Status.READING else bring_in
    try:
        step(batch, at=at)
    except ClaimLost:
        log.warning("import_claim_lost", batch=batch.pk)
    except Refusal as refusal:
        refuse(batch, str(refusal))
    except Exception:
        log.exception("import_failed", batch=batch.pk)
        refuse(batch, _("导入时出错，没有写入任何内容。请把文件交给管理员。"))


def refuse(batch, sentence):
    mine(batch).update(status=Status.REFUSED, error=sentence, claim=None, lease_until=None)


def mine(batch):
    """The row of the batch as long as this worker holds it."""
    return ImportBatch.objects.filter(pk=batch.pk, claim=batch.claim)


def sheet_of(batch):
    on = timezone.localdate(batch.created_at)
    return read_sheet(folder() / batch.stored_name, batch.file_name, on=on, chosen=batch.chosen)


def preview(batch, *, at):
    """Read the sheet and keep what importing it would do."""
    sheet = sheet_of(batch)
    plan = make_plan(sheet.records)
    by_record = {id(item.record): item for item in plan.items}
    rows = [import_row(batch, plan, record, by_record.get(id(record))) for record in sheet.records]
    with transaction.atomic():
        batch.rows.all().delete()
        ImportRow.objects.bulk_create(rows, batch_size=1000)
        won = mine(batch).update(
            status=Status.READY,
            encoding=sheet.encoding or "",
            layout=[table_data(table) for table in sheet.tables],
            counts=counts_of(plan),
            total_rows=len(sheet.records),
            claim=None,
            lease_until=None,
        )
        if not won:
            raise ClaimLost


def table_data(table):
    return {
        "name": table.sheet,
        "header_row": table.header_row,
        "rows": table.height,
        "columns": [
            {
                "index": column.index,
                "head": column.head,
                "field": column.field.value if column.field else "",
                "samples": column.samples,
                "is_ignored": column.is_ignored,
            }
            for column in table.columns
            if column.head or column.samples
        ],
    }


def counts_of(plan):
    counts = plan.counts()
    return counts | {"importable": counts["leads"] + counts["attached"]}


def bring_in(batch, *, at):
    """Write the sheet in one transaction. A name or code taken by somebody meanwhile: plan again."""
    sheet = sheet_of(batch)
    chosen = batch.rows.exclude(choice="").values_list("sheet", "row", "choice")
    choices = {(name, row): choice for name, row, choice in chosen}
    for attempt in range(1, ATTEMPTS + 1):
        plan = make_plan(sheet.records, choices)
        try:
            return bring_in_plan(batch, plan, at=at)
        except IntegrityError:
            if attempt == ATTEMPTS:
                raise


def bring_in_plan(batch, plan, *, at):
    """Draft outside the transaction, where progress can be seen; then write, and be done, in it."""
    draft = make_draft(
        plan,
        by=batch.by,
        at=at,
        file_name=batch.file_name,
        progress=lambda done: mine(batch).update(done_rows=done, lease_until=at + LEASE),
    )
    with transaction.atomic():
        counts = counts_of(plan)
        won = mine(batch).update(
            status=Status.DONE,
            finished_at=at,
            counts=counts,
            done_rows=len(plan.active),
            total_rows=len(plan.records),
            claim=None,
            lease_until=None,
        )
        if not won:
            raise ClaimLost
        write(draft, plan, batch=batch, by=batch.by, at=at)
        history.record("import", batch, by=batch.by, at=at, counts=counts)
    return plan


def import_file(*, path, by, at, is_dry_run=False):
    """Read a file from disk and bring it in at once. Returns (sheet, plan, batch or None)."""
    sheet = read_sheet(path, path.name, on=timezone.localdate(at))
    if not any(table.has_names for table in sheet.tables):
        raise Refusal(_("没有找到企业名称所在的列。"))
    plan = make_plan(sheet.records)
    if is_dry_run:
        return sheet, plan, None
    batch = ImportBatch.objects.create(
        by=by,
        created_at=at,
        file_name=path.name[-200:],
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        status=Status.RUNNING,
        claim=uuid.uuid4(),
        lease_until=at + LEASE,
        encoding=sheet.encoding or "",
        layout=[table_data(table) for table in sheet.tables],
    )
    try:
        bring_in_plan(batch, plan, at=at)
    except Exception:
        refuse(batch, _("导入时出错，没有写入任何内容。"))
        raise
    return sheet, plan, batch
