"""How the machinery of this room is doing: its runs, and the providers it asks."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """One run of the planner or the dispatcher, so that a run that did not happen is noticed."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("planning")
        REFRESH = "refresh", _("looking again at what changed")
        DISPATCH = "dispatch", _("sending")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    planned = models.PositiveIntegerField(_("messages planned"), default=0)
    tasks = models.PositiveIntegerField(_("tasks made"), default=0)
    cancelled = models.PositiveIntegerField(_("no longer needed"), default=0)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    failed = models.PositiveIntegerField(_("not sent"), default=0)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        indexes = [models.Index(fields=["kind", "-started_at"], name="run_newest")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.started_at:%Y-%m-%d %H:%M}"


class Provider(models.Model):
    """A provider that failed again and again is left alone until `opened_until` (the circuit breaker)."""

    name = models.CharField(_("provider"), max_length=30, primary_key=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    opened_until = models.DateTimeField(_("left alone until"), null=True, blank=True)
    failed_at = models.DateTimeField(_("last failure"), null=True, blank=True)
    sent_at = models.DateTimeField(_("last success"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("provider")
        verbose_name_plural = _("providers")

    def __str__(self):
        return self.name
