"""The chain map and the companies on it and around it."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import Archivable, TimeStamped, Versioned
from core.search import GramField


class Source(models.TextChoices):
    """Where a fact comes from. `SEED`: the newspaper report on the zone's conference of 15 February 2025."""

    SEED = "SEED", _("2025 年 2 月 15 日大会报道")
    PROPOSED = "PROPOSED", _("系统建议，待确认")
    CUSTOM = "CUSTOM", _("本区填写")


class Named(models.Model):
    """A row with a Chinese name and, for the English interface, an English one."""

    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.label

    @property
    def label(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name


class ChainQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The map of the chains is open to everyone who works on the business."""
        return self.all() if user.access.can("see_business") else self.none()

    def with_sizes(self):
        """Each with the number of its present segments and members, parts of a segment not counted."""
        present = Q(segments__archived_at__isnull=True, segments__parent__isnull=True)
        return self.annotate(
            segment_count=models.Count("segments", filter=present, distinct=True),
            member_count=models.Count("members", filter=Q(members__archived_at__isnull=True), distinct=True),
        )

    def names(self):
        """{code: name in the reader's language}, in the zone's order."""
        return {chain.code: chain.label for chain in self.only("code", "name", "name_en").order_by("sort")}


class Chain(Named, TimeStamped, Versioned):
    """One of the zone's industry chains. Its code is its key: it stands in addresses and in role grants."""

    code = models.CharField(_("代码"), max_length=16, primary_key=True)
    sort = models.PositiveSmallIntegerField(_("顺序"))
    positioning = models.TextField(_("定位"), blank=True)
    positioning_source = models.CharField(_("定位来源"), max_length=8, choices=Source, default=Source.CUSTOM)
    goal = models.TextField(_("目标"), blank=True)
    goal_source = models.CharField(_("目标来源"), max_length=8, choices=Source, default=Source.CUSTOM)

    objects = ChainQuerySet.as_manager()

    class Meta:
        verbose_name = _("产业链")
        verbose_name_plural = _("产业链")

    def get_absolute_url(self):
        return reverse("chains:detail", args=[self.code])


class MapQuerySet(models.QuerySet):
    """Segments and members: the rows of the map."""

    def present(self):
        return self.filter(archived_at__isnull=True)

    def visible_to(self, user):
        return self.all() if user.access.can("see_business") else self.none()


class Segment(Named, TimeStamped, Archivable, Versioned):
    """A link of a chain (环节). A segment without a position is one nobody has placed yet."""

    class Position(models.TextChoices):
        UP = "UP", _("上游")
        MID = "MID", _("中游")
        DOWN = "DOWN", _("下游")
        APP = "APP", _("应用")

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="segments", verbose_name=_("产业链"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级环节")
    )
    position = models.CharField(_("位置"), max_length=4, choices=Position, blank=True)
    position_source = models.CharField(_("位置来源"), max_length=8, choices=Source, default=Source.CUSTOM)
    sort = models.PositiveSmallIntegerField(_("顺序"), default=0)
    importance = models.PositiveSmallIntegerField(_("重要度（1–5）"), default=3)
    source = models.CharField(_("来源"), max_length=8, choices=Source, default=Source.CUSTOM)
    seed_key = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)

    objects = MapQuerySet.as_manager()

    class Meta:
        verbose_name = _("环节")
        verbose_name_plural = _("环节")
        constraints = [
            models.CheckConstraint(
                name="segment_importance_1_to_5",
                condition=Q(importance__gte=1, importance__lte=5),
                violation_error_message=_("重要度为 1 至 5。"),
            ),
            models.UniqueConstraint(
                name="segment_name_once",
                fields=["chain", "name"],
                condition=Q(archived_at__isnull=True),
                violation_error_message=_("这条产业链已有同名环节。"),
            ),
        ]


class CompanyQuerySet(models.QuerySet):
    def present(self):
        return self.filter(archived_at__isnull=True)

    def visible_to(self, user):
        """A company's name and identifiers are open to everyone who works on the business (not its leads)."""
        return self.present() if user.access.can("see_business") else self.none()

    def matching(self, text):
        """Companies whose name holds `text`; Latin letters also find names by their pinyin initials."""
        text = text.strip()
        wanted = Q(grams__has=text)
        if text.isascii() and text.isalpha():
            wanted |= Q(initials__startswith=text.lower())
        return self.filter(wanted)


class Company(TimeStamped, Archivable, Versioned):
    """A legal entity or institute: a target, a member of a chain, or both.

    `name_key` and `core_key` come from `chains.matching`: the name freed of width, blanks and script,
    and that freed of brackets, legal form and 集团 as well.
    """

    class Kind(models.TextChoices):
        ENTERPRISE = "ENTERPRISE", _("企业")
        INSTITUTE = "INSTITUTE", _("机构")
        PLATFORM = "PLATFORM", _("平台")

    name = models.CharField(_("企业名称"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    core_key = models.CharField(max_length=120, editable=False, db_index=True)
    initials = models.CharField(_("拼音首字母"), max_length=120, blank=True, editable=False, db_index=True)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.ENTERPRISE)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, null=True, blank=True, unique=True)
    province = models.CharField(_("省份"), max_length=20, blank=True)
    city = models.CharField(_("城市"), max_length=30, blank=True)
    main_products = models.CharField(_("主营业务"), max_length=300, blank=True)
    group = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subsidiaries", verbose_name=_("所属集团")
    )
    source = models.CharField(_("来源"), max_length=8, choices=Source, default=Source.CUSTOM)
    seed_key = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)
    grams = GramField()
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("登记人")
    )

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("目标企业")
        verbose_name_plural = _("目标企业")
        constraints = [
            models.UniqueConstraint(
                name="company_name_once",
                fields=["name_key"],
                condition=Q(archived_at__isnull=True),
                violation_error_message=_("这家企业已经登记。"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def label(self):
        """The short name where there is one: what people call it."""
        return self.short_name or self.name


class Alias(TimeStamped):
    """Another name of a company: former, short, or written differently in a sheet."""

    class Kind(models.TextChoices):
        FORMER = "FORMER", _("曾用名")
        SHORT = "SHORT", _("简称")
        OTHER = "OTHER", _("其他写法")

    company = models.ForeignKey(Company, models.PROTECT, related_name="aliases", verbose_name=_("企业"))
    name = models.CharField(_("名称"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False, db_index=True)
    core_key = models.CharField(max_length=120, editable=False, db_index=True)
    kind = models.CharField(_("类别"), max_length=6, choices=Kind, default=Kind.OTHER)

    class Meta:
        verbose_name = _("别名")
        verbose_name_plural = _("别名")
        constraints = [
            models.UniqueConstraint(name="alias_once", fields=["company", "name_key"]),
        ]

    def __str__(self):
        return self.name


class CompanyTag(TimeStamped):
    """A title a company carries, with who says so and the year (a 龙头 has no legal definition)."""

    class Tag(models.TextChoices):
        LEADING = "LEADING", _("龙头")
        UNICORN = "UNICORN", _("独角兽")
        HIDDEN_CHAMPION = "HIDDEN_CHAMPION", _("隐形冠军")
        SINGLE_CHAMPION = "SINGLE_CHAMPION", _("单项冠军")
        LITTLE_GIANT = "LITTLE_GIANT", _("专精特新小巨人")
        LISTED = "LISTED", _("上市公司")
        TOP500 = "TOP500", _("500 强")

    company = models.ForeignKey(Company, models.PROTECT, related_name="tags", verbose_name=_("企业"))
    tag = models.CharField(_("标签"), max_length=16, choices=Tag)
    basis = models.CharField(_("依据"), max_length=200)
    year = models.PositiveSmallIntegerField(_("年份"), null=True, blank=True)

    class Meta:
        verbose_name = _("企业标签")
        verbose_name_plural = _("企业标签")
        constraints = [models.UniqueConstraint(name="company_tag_once", fields=["company", "tag"])]

    def __str__(self):
        return self.get_tag_display()


class ChainMember(TimeStamped, Archivable):
    """An enterprise, institute, platform or project that already stands on a chain (链上企业)."""

    class Kind(models.TextChoices):
        ENTERPRISE = "ENTERPRISE", _("企业")
        INSTITUTE = "INSTITUTE", _("机构")
        PLATFORM = "PLATFORM", _("平台")
        PROJECT = "PROJECT", _("项目")

    class Role(models.TextChoices):
        ANCHOR = "ANCHOR", _("链主")
        BACKBONE = "BACKBONE", _("骨干")
        SUPPORT = "SUPPORT", _("配套")

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="members", verbose_name=_("产业链"))
    segments = models.ManyToManyField(Segment, blank=True, related_name="members", verbose_name=_("环节"))
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("企业")
    )
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.ENTERPRISE)
    role = models.CharField(_("链上角色"), max_length=8, choices=Role, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    source = models.CharField(_("来源"), max_length=8, choices=Source, default=Source.CUSTOM)
    seed_key = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)

    objects = MapQuerySet.as_manager()

    class Meta:
        verbose_name = _("链上成员")
        verbose_name_plural = _("链上成员")
        constraints = [
            models.UniqueConstraint(
                name="chain_member_once",
                fields=["chain", "name"],
                condition=Q(archived_at__isnull=True),
                violation_error_message=_("这条产业链已有同名成员。"),
            ),
        ]

    def __str__(self):
        return self.name


class Contact(TimeStamped, Archivable):
    """A person at a company. Numbers are masked except to those entitled (accounts.roles: see_phones)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="contacts", verbose_name=_("企业"))
    name = models.CharField(_("姓名"), max_length=60)
    title = models.CharField(_("职务"), max_length=60, blank=True)
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    phone_alt = models.CharField(_("备用电话"), max_length=20, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)

    class Meta:
        verbose_name = _("联系人")
        verbose_name_plural = _("联系人")
        constraints = [
            models.UniqueConstraint(
                name="contact_once",
                fields=["company", "name", "phone"],
                condition=Q(archived_at__isnull=True),
                violation_error_message=_("这位联系人已经登记。"),
            ),
        ]

    def __str__(self):
        return self.name
