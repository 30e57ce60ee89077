"""The people and rows against which every cell of access_matrix.csv is tried.

People hold the roles of the demo accounts; `outsider` works on another chain. Rows carry the names that the
column `object` uses.
"""

from django.test import Client
from django.utils import timezone

from accounts.models import Notice, SavedView
from accounts.roles import Role
from leads.models import (
    Agreement,
    BulkChange,
    Comment,
    ConflictLevel,
    Document,
    Grade,
    ImportBatch,
    ImportRow,
    PolicyCommitment,
    PoolRule,
    Project,
    ProjectKind,
    ProjectMember,
    Transfer,
    Visibility,
)
from leads.stages import LeadStatus
from reminders.models import Outbox, Reminder
from tests.factories import (
    NOON,
    TODAY,
    ChainFactory,
    CompanyFactory,
    ConflictFactory,
    ContactFactory,
    FirstContactFactory,
    GrantFactory,
    LeadFactory,
    SegmentFactory,
    TeamFactory,
    person,
)
from tests.files import pdf

ACTORS = {
    "anonymous": None,
    "staff": (Role.STAFF, ["SENSOR", "ROBOT"]),
    "outsider": (Role.STAFF, ["SUPERHARD"]),
    "fund": (Role.FUND_STAFF, [""]),
    "land": (Role.LAND_OFFICER, [""]),
    "office": (Role.CHAIN_OFFICE, ["SENSOR"]),
    "leader": (Role.CHAIN_LEADER, ["SENSOR", "ROBOT"]),
    "leader2": (Role.CHAIN_LEADER, ["SUPERHARD"]),
    "admin": (Role.ZONE_ADMIN, [""]),
    "auditor": (Role.AUDITOR, [""]),
    "sysadmin": (Role.SYS_ADMIN, [""]),
    "secadmin": (Role.SEC_ADMIN, [""]),
    "auditadmin": (Role.AUDIT_ADMIN, [""]),
}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class World:
    """`users` by actor, `rows` by their name in the matrix, `cookies` of each actor's signed-in browser."""

    def __init__(self):
        self.users = {
            name: held and person(held[0], chains=held[1], username=name) for name, held in ACTORS.items()
        }
        self.cookies = {name: self.sign_in(user) for name, user in self.users.items()}
        self.rows = self.map_rows() | self.people_rows() | self.mail_rows()
        self.rows |= self.lead_rows()
        self.rows |= self.list_rows()
        self.rows |= self.rows_of_leads()
        self.rows |= self.contact_rows()
        self.rows |= self.pool_rows()
        self.rows["project"] = self.project()
        self.rows["member"] = self.rows["project"].members.create(
            user=self.rows["person.colleague"], part=ProjectMember.Part.LAND
        )
        self.rows |= self.proof_rows()
        self.rows |= self.promise_rows()

    def sign_in(self, user):
        client = Client()
        if user:
            client.force_login(user, backend=BACKEND)
        return {name: morsel.value for name, morsel in client.cookies.items()}

    def browser(self, actor):
        client = Client()
        for name, value in self.cookies[actor].items():
            client.cookies[name] = value
        return client

    def argument(self, word, actor):
        """What a word of `object` means: `=text` that text, `self` the actor's key, else a row's key."""
        if word.startswith("="):
            return word[1:]
        if word == "self":
            user = self.users[actor]
            return user.pk if user else 1
        return self.rows[word].pk

    # -- rows ----------------------------------------------------------------------------------

    def map_rows(self):
        sensor = ChainFactory()
        company = CompanyFactory(name="示例传感有限公司")
        return {
            "chain": sensor,
            "chain.other": ChainFactory(code="SUPERHARD", name="超硬材料", sort=2),
            "segment": SegmentFactory(chain=sensor, name="封装"),
            "member": sensor.members.create(name="示例传感", company=company),
            "company": company,
        }

    def people_rows(self):
        colleague = person(Role.STAFF, chains=["SENSOR"], username="colleague")
        return {
            "person.colleague": colleague,
            "person.disabled": person(username="disabled", is_active=False),
            "person.idle": person(username="idle"),
            "grant.colleague": colleague.grants.get(),
            "grant.admin": GrantFactory(user=self.users["admin"], role=Role.STAFF, chain_code="ROBOT"),
            "team": TeamFactory(),
        }

    def mail_rows(self):
        staff = self.users["staff"]
        letter = Outbox.objects.create(
            idem_key="matrix",
            message_id="<matrix@localhost>",
            recipient=staff,
            address=staff.email,
            subject="今天 1 件",
            body_text="1 件",
            body_html="<p>1 件</p>",
            business_on=TODAY,
            due_at=NOON,
            next_at=NOON,
            status=Outbox.Status.UNKNOWN,
        )
        reminder = Reminder.objects.create(
            rule="R3",
            subject_type="leads.lead",
            subject_id=1,
            recipient=staff,
            due_on=TODAY,
            subject="示例传感有限公司",
            raised_at=NOON,
            outbox=letter,
        )
        batch = ImportBatch.objects.create(
            by=staff, created_at=NOON, file_name="线索.xlsx", status=ImportBatch.Status.READY
        )
        row = batch.rows.create(row=2, outcome=ImportRow.Outcome.LEAD, values={"name": "示例传感有限公司"})
        return {
            "letter.staff": letter,
            "notice.staff": Notice.objects.create(
                recipient=staff, key="matrix", path="/leads/", created_at=NOON, created_on=TODAY
            ),
            "reminder.staff": reminder,
            "import.staff": batch,
            "import.row": row,
        }

    def contact_rows(self):
        """A registration of `staff`, and two conflicts of others, one of them about vehicles of one chain."""
        chain, other = self.rows["chain"], self.rows["chain.other"]
        colleague, outsider = self.rows["person.colleague"], self.users["outsider"]
        valid = FirstContactFactory(lead=LeadFactory(chain=chain, owner=self.users["staff"]))
        elsewhere = FirstContactFactory(lead=LeadFactory(chain=other, owner=outsider))
        beside = FirstContactFactory(
            lead=LeadFactory(chain=chain, owner=person(Role.STAFF, chains=["SENSOR"]))
        )
        mine = {"lead__chain": chain, "lead__owner": colleague}
        return {
            "contact.valid": valid,
            "contact.conflict": ConflictFactory(rival=elsewhere, **mine),
            "contact.vehicle": ConflictFactory(rival=beside, level=ConflictLevel.VEHICLE, **mine),
        }

    def pool_rows(self):
        """A rule, and a lead that staff has offered to the office of its chain."""
        staff = self.users["staff"]
        offer = {"from_owner": staff, "to_owner": self.users["office"], "by": staff, "reason": "换岗"}
        lead = LeadFactory(company=CompanyFactory(), chain=self.rows["chain"], owner=staff)
        return {
            "pool_rule": PoolRule.objects.create(grade=Grade.A, idle_days=15, basis="x"),
            "transfer": Transfer.objects.create(lead=lead, created_at=NOON, answer_by=TODAY, **offer),
        }

    def project(self):
        """A project that the officer of its chain owns."""
        staff, chain = self.users["staff"], self.rows["chain"]
        shared = {"company": self.rows["company"], "chain": chain, "segment": self.rows["segment"]}
        lead = LeadFactory(owner=staff, status=LeadStatus.CONVERTED, **shared)
        return Project.objects.create(
            code="GX-SENSOR-2025-001",
            lead=lead,
            owner=staff,
            created_by=staff,
            kind=ProjectKind.NEW,
            total_investment_wan=8600,
            **shared,
        )

    def proof_rows(self):
        """A check with concerns by a colleague, and the start, of the project."""
        project, colleague = self.rows["project"], self.rows["person.colleague"]
        said = {"by": colleague, "at": NOON}
        return {
            "diligence": project.diligences.create(checked_on=TODAY, conclusion="CONCERN", **said),
            "evidence": project.evidence.create(kind="START", on=TODAY, **said),
        }

    def promise_rows(self):
        """An agreement that `staff` drafted and a promise, both of the project."""
        by = {"project": self.rows["project"], "created_by": self.users["staff"]}
        return {
            "agreement": Agreement.objects.create(kind=Agreement.Kind.FORMAL, **by),
            "commitment": PolicyCommitment.objects.create(kind="RENT", content="租金减半", **by),
        }

    def lead_rows(self):
        """One lead per ownership and visibility; `other` and `zone` stand on another chain."""
        colleague = self.rows["person.colleague"]
        on_chain = {"chain": self.rows["chain"], "owner": colleague}
        elsewhere = {"chain": self.rows["chain.other"], "owner": self.users["outsider"]}

        def lead(**fields):
            company = CompanyFactory()
            return LeadFactory(company=company, contact=ContactFactory(company=company), **fields)

        return {
            "lead.own": lead(chain=self.rows["chain"], owner=self.users["staff"]),
            "lead.chain": lead(**on_chain),
            "lead.other": lead(**elsewhere),
            "lead.secret": lead(**on_chain, visibility=Visibility.SECRET),
            "lead.team": lead(**on_chain, visibility=Visibility.TEAM),
            "lead.zone": lead(**elsewhere, visibility=Visibility.ZONE),
        }

    def list_rows(self):
        """Views of the list, one's own and a colleague's for the unit; and an act on many leads."""
        staff, colleague = self.users["staff"], self.rows["person.colleague"]
        change = BulkChange.objects.create(by=staff, at=NOON, verb="next", label="下次跟进定为 2025-06-20")
        change.rows.create(lead=self.rows["lead.own"], version=1, before={"next_action_text": "约见面"})
        view = {"list_name": "leads", "query": "owner=any"}
        of_projects = view | {"list_name": "projects"}
        return {
            "view.staff": SavedView.objects.create(owner=staff, name="我的", **view),
            "view.team": SavedView.objects.create(owner=colleague, team=staff.team, name="单位的", **view),
            "view.project": SavedView.objects.create(owner=staff, name="项目的", **of_projects),
            "bulk.staff": change,
        }

    def rows_of_leads(self):
        """A comment of today and a PDF by the owner of each lead: comment.own, document.own and so on."""
        found = {}
        leads = [(word, lead) for word, lead in self.rows.items() if word.startswith("lead.")]
        for number, (word, lead) in enumerate(leads):
            name = word.removeprefix("lead.")
            by = {"lead": lead, "by": lead.owner, "at": timezone.now()}
            found[f"comment.{name}"] = Comment.objects.create(text="先别发方案", **by)
            found[f"document.{name}"] = document = Document.objects.create(
                name="方案.pdf",
                stored_name=f"{number:032x}",  # the same in every world, so that files do not pile up
                media_type="application/pdf",
                size=len(pdf()),
                **by,
            )
            document.path.parent.mkdir(parents=True, exist_ok=True)
            document.path.write_bytes(pdf())
        return found
