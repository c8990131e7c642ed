"""The one thing that pages keep of their own: forms that were sent, so that one sent again makes nothing twice."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership


class SentForm(models.Model):
    """A form that was sent and done: its token, of which page, and where it led. Kept for two days, then forgotten."""

    membership = models.ForeignKey(
        Membership, verbose_name=_("membership"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    token = models.UUIDField(_("token"))
    page = models.CharField(_("page"), max_length=60)
    address = models.CharField(_("where it led"), max_length=300)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "token", "page"],
                name="sent_form_once",
                violation_error_message=_("This form was sent already."),
            )
        ]

    def __str__(self):
        return f"{self.page} {self.sent_at:%Y-%m-%d %H:%M}"
