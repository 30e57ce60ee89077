"""The request to shelve that waits on a lead."""

from leads.models import ShelvingRequest
from leads.stages import LeadStatus


def waiting_request(lead):
    """The owner's request, as long as the lead is followed; None if there is none."""
    if lead.status != LeadStatus.FOLLOWING:
        return None
    asked = lead.shelving_requests.filter(status=ShelvingRequest.Status.WAITING, by=lead.owner_id)
    return asked.select_related("by").first()
