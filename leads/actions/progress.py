"""Write down that a project moved on (I-6). Whoever causes it calls this: the lights need to know nothing of
visits, land plans and fund cases."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from leads.models import ProgressEvent, Project


@transaction.atomic
def record_progress(*, project, kind, on, text, source, by, at):
    """True if it is new: the same `source` ("leads.agreement:12:signed") counts once per project.

    An event older than the latest one stands in the log, but does not turn the clock of the light back.
    """
    row = ProgressEvent(project=project, kind=kind, on=on, text=text, source=source, by=by, at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    earlier = Project.objects.filter(pk=project.pk).filter(Q(idle_from_on__lt=on) | Q(idle_from_on=None))
    earlier.update(idle_from_on=on, updated_at=at)
    return True
