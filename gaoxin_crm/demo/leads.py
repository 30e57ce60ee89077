"""Leads in every state with their follow-ups, dated back from one day."""

import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from chains.models import Segment
from core.calendar import work_calendar
from gaoxin_crm.demo import stories
from gaoxin_crm.demo.bulk import first_free_id
from gaoxin_crm.demo.chance import Deck, Shares
from gaoxin_crm.demo.companies import Target
from gaoxin_crm.demo.desks import Desk, Desks
from gaoxin_crm.demo.trades import WEIGHTS, Product
from leads import clocks
from leads.cadence import CADENCE
from leads.grading import grade_for
from leads.models import ActionType, FollowUp, Lead, LeadSource, Visibility
from leads.stages import OPEN, LeadStatus
from leads.text import lead_grams

STATES = (
    [LeadStatus.NEW] * 2
    + [LeadStatus.ASSESSING] * 3
    + [LeadStatus.FOLLOWING] * 12
    + [LeadStatus.SHELVED, LeadStatus.POOL, LeadStatus.CONVERTED, LeadStatus.INVALID] * 2
)
"""The states of twenty-five leads of one person."""
SEEN_BY = Shares({Visibility.CHAIN: 80, Visibility.ZONE: 8, Visibility.TEAM: 9, Visibility.SECRET: 3})
SOURCES = Shares(
    {
        LeadSource.VISIT: 24,
        LeadSource.OWN: 20,
        LeadSource.REFERRAL: 16,
        LeadSource.ASSOCIATION: 10,
        LeadSource.FAIR: 9,
        LeadSource.ROADSHOW: 7,
        LeadSource.LEADER: 6,
        LeadSource.FUND: 4,
        LeadSource.PLATFORM: 4,
    }
)
DUE = [(-6, -1)] * 2 + [(0, 0)] * 2 + [(1, 6)] * 6 + [(7, 40)] * 9 + [None]
"""When the next steps of twenty open leads are due, in days from the day of the data; one has none."""
FOLLOW_UPS_PER_LEAD = 2
LATE_RESPONSES, LATE_EVERY = 5, 6
"""So many new leads, one in six of the first, wait for a response that is late; all others are in time."""
LEFT_ALONE_EVERY = 30
"""With every thirtieth lead that is followed nobody may have spoken for longer than its grade allows."""
RARE_CHAIN, RARE_LEADS, RARE_AT_MOST_EVERY = "SENSOR", 40, 25


class Clock(NamedTuple):
    """The day the data is made for, in the zone's time."""

    today: dt.date
    zone: dt.tzinfo

    def on(self, days: int) -> dt.date:
        """The day `days` from today; instead of a weekend the working day further away."""
        day = self.today + dt.timedelta(days=days)
        if days == 0 or day.weekday() < 5:
            return day
        return day + dt.timedelta(days=7 - day.weekday() if days > 0 else 4 - day.weekday())

    def at(self, day: dt.date, minute: int) -> dt.datetime:
        """`minute` minutes after nine in the morning of `day`."""
        return dt.datetime.combine(day, dt.time(9), self.zone) + dt.timedelta(minutes=minute)


class Dealing(NamedTuple):
    """One lead with all that hangs on it."""

    lead: Lead
    follow_ups: list[FollowUp]
    shared_with: int | None


class Step(NamedTuple):
    text: str
    on: dt.date | None


class Dealings:
    """Makes `total` leads, one after the other. `owed` keeps the follow-ups at two a lead."""

    def __init__(self, rng: random.Random, clock: Clock, desks: Desks, total: int) -> None:
        self.rng, self.clock, self.desks, self.total = rng, clock, desks, total
        self.made = self.owed = self.met = 0  # met: leads of the rare chain
        self.states: defaultdict[Desk, Deck] = defaultdict(lambda: Deck(STATES))
        self.due: defaultdict[Desk, Deck] = defaultdict(lambda: Deck(DUE))
        self.next_lead, self.next_note = first_free_id(Lead), first_free_id(FollowUp)
        self.rare_every = max(RARE_AT_MOST_EVERY, total * WEIGHTS[RARE_CHAIN] // 100 // RARE_LEADS)
        self.calendar = work_calendar()
        self.new = 0
        self.segments = {
            (chain, name): pk for chain, name, pk in Segment.objects.values_list("chain_id", "name", "pk")
        }

    def next(self, target: Target) -> Dealing:
        """A dealing with `target`. The last one of all settles what is owed."""
        rng = self.rng
        self.made += 1
        is_last = self.made == self.total
        is_rare = self.is_rare(target.chain)
        desk = self.desks.pick(rng, target.chain)
        status = LeadStatus.FOLLOWING if is_last else self.states[desk].pick(rng)
        product = rng.choice(target.products)
        began = self.began(status)
        area = min(160, 8 + int(rng.expovariate(1 / 20)))
        step = self.step(status, desk, began.date())
        lead = self.lead(target, status, desk, product, began, area, step, is_rare)
        notes = self.follow_ups(lead, desk, product, target, settle=is_last)
        self.set_clocks(lead, notes)
        shared_with = self.desks.colleague(rng, target.chain, desk)
        return Dealing(lead, notes, shared_with if lead.owner_id else None)

    def began(self, status: LeadStatus) -> dt.datetime:
        """When the lead came in. One that still waits for a response or a judgement came in lately."""
        rng, clock = self.rng, self.clock
        minute = rng.randrange(480)
        if status == LeadStatus.NEW:
            return clock.at(self.logged_on(), minute)
        if status == LeadStatus.ASSESSING:
            return clock.at(clock.on(rng.choice((-3, -2))), minute)
        return clock.at(clock.on(-min(420, 4 + int(rng.expovariate(1 / 80)))), minute)

    def logged_on(self) -> dt.date:
        """The day on which a new lead was logged: the last one, but for the few that are late."""
        today = self.clock.today
        nth, rest = divmod(self.new, LATE_EVERY)
        self.new += 1
        if rest == 0 and nth < LATE_RESPONSES:
            return self.clock.on((self.calendar.before(today, 3) - today).days)
        day = self.clock.on(-1)
        if clocks.response_due(day, self.calendar) >= today:
            return day
        return today - dt.timedelta(days=1)  # after a Saturday that was worked

    def set_clocks(self, lead: Lead, notes: list[FollowUp]) -> None:
        """The dates that the actions would have set: response, judgement, activity."""
        lead.response_due_on = clocks.response_due(lead.received_on, self.calendar)
        if not notes:
            lead.next_action_on = lead.response_due_on
            return
        lead.responded_at, lead.last_activity_at = notes[0].at, notes[-1].at
        lead.judgement_due_on = clocks.judgement_due(notes[0].at.date(), self.calendar)
        if lead.status != LeadStatus.ASSESSING:
            lead.judged_at = self.clock.at(min(lead.judgement_due_on, self.clock.today), -30)

    def is_rare(self, chain: str) -> bool:
        """Whether this lead holds the rare word: 40 of its chain do, spread over all of them."""
        if chain != RARE_CHAIN:
            return False
        self.met += 1
        return self.met % self.rare_every == 0 and self.met // self.rare_every <= RARE_LEADS

    def step(self, status: LeadStatus, desk: Desk, began: dt.date) -> Step:
        """What is to happen next: something with a date on nearly every open lead, on few others."""
        rng = self.rng
        if status == LeadStatus.NEW:
            return Step(stories.FIRST_STEP, None)  # by when, the clock says
        if status == LeadStatus.SHELVED:
            return Step("问重启时间", self.clock.on(rng.randint(30, 150)))
        due = self.due[desk].pick(rng) if status in OPEN else None
        if due is None:
            return Step("", None)
        return Step(rng.choice(stories.STEPS), max(began, self.clock.on(rng.randint(*due))))

    def lead(
        self,
        target: Target,
        status: LeadStatus,
        desk: Desk,
        product: Product,
        began: dt.datetime,
        area: int,
        step: Step,
        is_rare: bool,
    ) -> Lead:
        rng = self.rng
        title = stories.title(rng, product)
        intention = stories.intention(rng, product, area=area, is_rare=is_rare)
        amount = Decimal(round(area * rng.uniform(4, 11)) * 100) if rng.random() < 0.88 else None
        if amount is None and status == LeadStatus.CONVERTED:  # nothing becomes a project without an estimate
            amount = Decimal(area * 600)
        number, self.next_lead = self.next_lead, self.next_lead + 1
        is_pooled = status == LeadStatus.POOL
        return Lead(
            id=number,
            company_id=target.company.pk,
            contact_id=target.contact.pk,
            chain_id=target.chain,
            segment_id=self.segments.get((target.chain, product.segment)),
            title=title,
            intention=intention,
            action_type=rng.choice(ActionType.values),
            source=SOURCES.pick(rng),
            investment_wan=amount,
            land_mu=Decimal(area) if f" {area} 亩" in intention else None,
            grade=grade_for(amount),
            status=status,
            visibility=Visibility.CHAIN if is_rare else SEEN_BY.pick(rng),
            owner_id=None if is_pooled else desk.user_id,
            former_owner_id=desk.user_id if is_pooled else None,
            released_at=self.clock.at(self.clock.on(-1 - number % 20), 90) if is_pooled else None,
            team_id=desk.team_id,
            next_action_text=step.text,
            next_action_on=step.on,
            received_on=began.date(),
            created_by_id=desk.user_id,
            created_at=began,
            updated_at=began,
            last_activity_at=began,
            grams=lead_grams(title=title, intention=intention, contact_name=target.contact.name),
        )

    def follow_ups(
        self, lead: Lead, desk: Desk, product: Product, target: Target, *, settle: bool
    ) -> list[FollowUp]:
        """Notes from the day after the lead came in until yesterday; the last one sets the next step."""
        rng = self.rng
        moments = self.moments(lead, settle=settle)
        who = f"{target.contact.name[0]}总"
        notes = []
        for place, at in enumerate(moments):
            is_latest = place == len(moments) - 1
            method = stories.METHODS.pick(rng)
            notes.append(
                FollowUp(
                    id=self.next_note,
                    lead_id=lead.pk,
                    at=at,
                    by_id=desk.user_id,
                    method=method,
                    summary=stories.note(rng, product, method=method, who=who),
                    next_action_text=lead.next_action_text if is_latest else rng.choice(stories.STEPS),
                    next_action_on=lead.next_action_on if is_latest else moments[place + 1].date(),
                )
            )
            self.next_note += 1
        return notes

    def moments(self, lead: Lead, *, settle: bool) -> list[dt.datetime]:
        """When the notes were written: none on a lead that still waits for its first response."""
        self.owed += FOLLOW_UPS_PER_LEAD
        if lead.status == LeadStatus.NEW:
            return []
        rng = self.rng
        count = self.owed if settle else max(1, self.owed + rng.choice((-1, 0, 0, 1)))
        self.owed -= count
        days_old = (self.clock.today - lead.received_on).days
        ago = [rng.randint(1, max(1, days_old - 1)) for _ in range(count)]
        if count > 1:
            ago[1] = max(1, days_old - 1)  # the first response
        if lead.status == LeadStatus.FOLLOWING and self.made % LEFT_ALONE_EVERY:
            ago[0] = 1 + ago[0] % (CADENCE[lead.grade] - 3)  # three days to spare for a weekend in between
        earliest = lead.created_at + dt.timedelta(minutes=40)
        moments = (self.clock.at(self.clock.on(-days), rng.randrange(480)) for days in ago)
        return sorted(max(earliest, at) for at in moments)
