"""Who works with Casework: organisations, their people and programs, and in which role until when."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication

from casework.access.history import remembered
from casework.access.policy import KIND_OF_ROLE, Duty, Kind, Right, Role, may
from casework.access.scopes import SCOPES
from casework.base.ids import IdField
from casework.base.models import Record
from casework.places.models import Division


class OrganisationQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_duty(self, duty):
        return self.active().filter(duty=duty)


@remembered()
class Organisation(Record):
    """IOM, an implementing partner or a ministry; a ministry has a duty: the step of the journey it decides."""

    short_name = models.CharField(_("short name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    duty = models.CharField(_("duty"), max_length=12, choices=Duty, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    disclosure_budget = models.PositiveIntegerField(
        _("questions a day about people out of sight"),
        null=True,
        blank=True,
        help_text=_("More than usual, while an organisation brings large sheets; empty for the usual number."),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["short_name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                name="organisation_duty_iff_ministry",
                condition=models.Q(kind=Kind.MINISTRY) & ~models.Q(duty="")
                | ~models.Q(kind=Kind.MINISTRY) & models.Q(duty=""),
                violation_error_message=_("A ministry has a duty, and only a ministry has one."),
            )
        ]

    def __str__(self):
        return self.short_name


class UserManager(BaseUserManager):
    def create_user(self, email, full_name, password=None, **extra):
        """A user with a usable password only when one is given."""
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name, **extra)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def create_superuser(self, email, full_name, password=None, **extra):
        return self.create_user(email, full_name, password, is_staff=True, is_superuser=True, **extra)


@remembered(without=["password", "last_login"])
class User(Record, AbstractBaseUser, PermissionsMixin):
    """A person who signs in with her e-mail, or the service user behind a partner system (`is_service`)."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    language = models.CharField(
        _("language"), max_length=2, choices=[("es", _("Spanish")), ("en", _("English"))], default="es"
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_service = models.BooleanField(_("is a partner system, not a person"), default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]
    TOLD_AT = {"user_email_unique_any_case": "email"}
    objects = UserManager()

    class Meta:
        ordering = ["full_name"]
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_any_case",
                violation_error_message=_("There is a user with this e-mail already."),
            )
        ]

    def __str__(self):
        return self.full_name


class LogEntryQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """What IOM's log readers see: all. A partner's: what its own people did, and what was done with its people."""
        if not may(membership, Right.READ_LOG):
            return self.none()
        if membership.organisation.kind == Kind.IOM:
            return self
        mine = membership.organisation_id
        return self.filter(models.Q(organisation_id=mine) | models.Q(owners__contains=[mine]))

    def sweeps_since(self, instant):
        """Select the sweeps an organisation made since then, newest first: more questions than a day allows."""
        return self.filter(kind=self.model.Kind.SWEEP, at__gt=instant).order_by("-at")

    def about(self, *person_ids):
        return self.filter(persons__overlap=list(person_ids))


class MembershipQuerySet(models.QuerySet):
    def active(self, today=None):
        """Those which count today: begun, not ended, of an active user in an active organisation."""
        today = today or timezone.localdate()
        return self.filter(
            models.Q(until=None) | models.Q(until__gte=today),
            since__lte=today,
            user__is_active=True,
            organisation__is_active=True,
        )

    def departed(self):
        """Those that ended, or whose user was switched off, while the user has no other that counts there."""
        today = timezone.localdate()
        still = self.model.objects.active(today).filter(
            user=models.OuterRef("user"), organisation=models.OuterRef("organisation")
        )
        return self.filter(since__lte=today).exclude(models.Exists(still))


@remembered()
class Membership(Record):
    """A user in a role of an organisation, for a time. **It is the one who acts**: actions take it as `by=`."""

    user = models.ForeignKey(User, verbose_name=_("user"), on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    territory = models.ManyToManyField(
        Division, verbose_name=_("territory"), blank=True, help_text=_("Provinces; none means the whole country.")
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("last day"), null=True, blank=True)

    # The instant whose accesses count for it; None for now. Only questions put together beforehand say one.
    # (`access.standing`)
    moment: datetime | None = None

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__short_name", "role"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(until=None),
                name="membership_once_while_open",
                violation_error_message=_("This user has this role in this organisation already."),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"

    @cached_property
    def provinces(self) -> list[str]:
        """The INEC codes of the provinces it is for; empty for the whole country."""
        return list(self.territory.values_list("pk", flat=True))

    @property
    def is_everywhere(self) -> bool:
        """Whether everybody is within its row scope (`access.policy.ROW_SCOPE`): IOM's without a territory."""
        return self.organisation.kind == Kind.IOM and not self.provinces

    def clean(self):
        if self.organisation_id and self.role and KIND_OF_ROLE[self.role] != self.organisation.kind:
            raise ValidationError({"role": _("This role does not exist in this kind of organisation.")})


@remembered("membership")
class MembershipTerritory(Membership.territory.through):
    """A province of a membership: of IOM it says whom she sees, so it is remembered, too."""

    class Meta:
        proxy = True
        verbose_name = _("province of a membership")
        verbose_name_plural = _("provinces of memberships")

    def __str__(self):
        return f"{self.membership}: {self.division}"


class Door(models.TextChoices):
    """Through which door somebody came."""

    WEB = "web", _("web page")
    API = "api", _("partner system")
    ADMIN = "admin", _("administration")
    IMPORT = "import", _("import")
    JOB = "job", _("job")


class LogEntry(models.Model):
    """Who looked at whom, or took something out, and when. Append-only: the application may not change or delete it.

    It points at nothing with foreign keys, so that it outlives what it tells of. `persons` are whom it is about,
    `owners` the organisations that kept their cases then. No names, no numbers, no texts.
    """

    class Kind(models.TextChoices):
        READ = "read", _("read a file of another organisation")
        DOWNLOAD = "download", _("downloaded a file")
        EXPORT = "export", _("exported")
        DISCLOSURE = "disclosure", _("disclosed to another organisation")
        EMERGENCY = "emergency", _("emergency read")
        REFUSED = "refused", _("refused")
        SWEEP = "sweep", _("asked about more people than a day allows")
        POWER = "power", _("changed the powers of a user")

    id = IdField()
    at = models.DateTimeField(_("at"), default=timezone.now)
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    door = models.CharField(_("through"), max_length=8, choices=Door)
    place = models.CharField(_("page or operation"), max_length=60)
    user_id = models.UUIDField(_("user"), null=True)
    membership_id = models.UUIDField(_("membership"), null=True)
    organisation_id = models.UUIDField(_("organisation"), null=True)
    persons = ArrayField(models.UUIDField(), verbose_name=_("people"), default=list)
    owners = ArrayField(models.UUIDField(), verbose_name=_("kept by"), default=list)
    facts = models.JSONField(_("facts"), default=dict)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        indexes = [
            models.Index(fields=["-at", "id"], name="log_newest"),
            models.Index(fields=["user_id", "-at"], name="log_of_user"),
            GinIndex(fields=["persons"], name="log_of_person"),
            GinIndex(fields=["owners"], name="log_of_owner"),
            models.Index(fields=["-at"], name="log_sweeps", condition=models.Q(kind="sweep")),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class PowerProposal(Record):
    """A role that only two give, or a new password or second step of a user who holds one: proposed, then confirmed."""

    class Act(models.TextChoices):
        GRANT = "grant", _("give a role")
        PASSWORD = "password", _("set a new password")
        SECOND_STEP = "second_step", _("reset the second step")

    class State(models.TextChoices):
        OPEN = "open", _("waits for another administrator")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    act = models.CharField(_("what"), max_length=12, choices=Act)
    user = models.ForeignKey(User, verbose_name=_("user"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    why = models.CharField(_("why"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    proposed_by = models.ForeignKey(User, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("change of powers")
        verbose_name_plural = _("changes of powers")
        constraints = [
            models.CheckConstraint(
                name="power_role_iff_granted",
                condition=models.Q(act="grant", organisation__isnull=False) & ~models.Q(role="")
                | ~models.Q(act="grant") & models.Q(organisation=None, role=""),
                violation_error_message=_("A role is given in an organisation."),
            ),
            models.CheckConstraint(
                name="power_confirmed_by_another",
                condition=~models.Q(state="confirmed")
                | models.Q(decided_by__isnull=False)
                & ~models.Q(decided_by=models.F("proposed_by"))
                & ~models.Q(decided_by=models.F("user")),
                violation_error_message=_("Another administrator confirms it, who neither proposed nor gets it."),
            ),
        ]

    def __str__(self):
        return f"{self.get_act_display()}: {self.user}"


def scope_choices() -> list[tuple]:
    return list(SCOPES.items())


def every_scope() -> list[str]:
    return list(SCOPES)


def a_year_on() -> date:
    return timezone.localdate() + timedelta(days=365)


@remembered(without=["client_secret", "previous_secret", "last_used_at", "updated"])
class ApiClient(AbstractApplication):
    """A partner system. It acts as the service user it is bound to, so the same policy holds for it as for people.

    After a rotation the secret before goes on working until `previous_secret_until`, so that a partner can change it
    in all its places.
    """

    scopes = ArrayField(
        models.CharField(max_length=40, choices=scope_choices),
        verbose_name=_("scopes"),
        default=every_scope,
        help_text=_("What its tokens may be used for; the role of its service user limits it further."),
    )
    expires_on = models.DateField(_("last day"), default=a_year_on)
    rate_per_minute = models.PositiveIntegerField(_("requests a minute"), default=300)
    previous_secret = models.CharField(_("secret before, as a hash"), max_length=255, blank=True, editable=False)
    previous_secret_until = models.DateTimeField(
        _("the secret before works until"), null=True, blank=True, editable=False
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta(AbstractApplication.Meta):
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"
        verbose_name = _("API client")
        verbose_name_plural = _("API clients")
        constraints = [
            models.CheckConstraint(
                name="api_client_has_scopes",
                condition=models.Q(scopes__len__gt=0),
                violation_error_message=_("An API client has at least one scope."),
            ),
            models.CheckConstraint(
                name="api_client_rate_in_bounds",
                condition=models.Q(rate_per_minute__range=(1, 6000)),
                violation_error_message=_("An API client makes between 1 and 6000 requests a minute."),
            ),
            models.CheckConstraint(
                name="api_client_secret_before_ends",
                condition=models.Q(previous_secret="", previous_secret_until=None)
                | ~models.Q(previous_secret="") & models.Q(previous_secret_until__isnull=False),
                violation_error_message=_("A secret that was replaced has an end."),
            ),
        ]

    def works(self) -> bool:
        """Whether it may sign in and act today: not ended, and bound to a service user who is active."""
        return self.user.is_active and self.user.is_service and timezone.localdate() <= self.expires_on

    def has_secret_before(self) -> bool:
        """Whether the secret replaced by the last rotation still works."""
        return self.previous_secret_until is not None and timezone.now() < self.previous_secret_until
