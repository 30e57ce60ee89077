"""Some of the leads have a registered first contact, and a few units claim what another one has."""

from leads.actions import AlreadyRegistered, appeal, register_first_contact
from leads.models import Lead
from leads.stages import LeadStatus

REGISTERED, OBJECTIONS = 60, 3
DAYS = (3, 9, 17, 24, 31, 38, 44, 47, 52, 57, 59)
"""How many days ago they were registered; the last ones end within days."""
EVIDENCE = (
    "上门拜访，双方签到，会谈纪要已确认。",
    "来园区考察，有接待单和合影。",
    "线上评估会，有会议纪要和对方确认邮件。",
)


def seed_first_contacts(*, clock):
    """Register leads that are followed, through the same door as everybody."""
    followed = Lead.objects.filter(status=LeadStatus.FOLLOWING).select_related(
        "company", "contact", "owner", "team"
    )
    objections = 0
    for number, lead in enumerate(followed.order_by("pk")[:REGISTERED]):
        on = clock.on(-DAYS[number % len(DAYS)])
        said = {"contacted_on": on, "evidence": EVIDENCE[number % len(EVIDENCE)]}
        try:
            register_first_contact(lead=lead, by=lead.owner, at=clock.at(on, 30 + number), **said)
        except AlreadyRegistered as first:
            if objections < OBJECTIONS and first.rival.contact.team_id != lead.team_id:
                object_to(lead, first.rival, at=clock.at(clock.on(-1), 60 + number), **said)
                objections += 1


def object_to(lead, rival, **said):
    reason = "我方与企业接触更早，请以签到时间为准。"
    appeal(lead=lead, by=lead.owner, rival=rival.contact, level=rival.level, reason=reason, **said)
