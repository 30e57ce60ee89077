"""What time alone does to leads: run before every sweep, so that the reminders speak of leads as they are."""

from leads.actions import lapse_first_contacts, pool_idle_leads

STEPS_OF_UPKEEP = (("lapsed", lapse_first_contacts), ("pooled", pool_idle_leads))
"""(name, step) in the order in which they run; `step(at=…)` answers how many rows it changed."""


def upkeep(*, at):
    """Bring the leads up to the moment `at`: {name of the step: how many it changed}."""
    return {name: step(at=at) for name, step in STEPS_OF_UPKEEP}
