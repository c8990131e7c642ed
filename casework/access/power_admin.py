"""Changes of powers in the administration: proposed by one administrator, confirmed by another."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from casework.access import power
from casework.access.models import Organisation, PowerProposal, User
from casework.access.policy import GIVEN_BY_TWO, Kind, Right, Role, may
from casework.base.admin import FastAdmin, called, dressed


class ProposalForm(forms.Form):
    act = forms.ChoiceField(label=_("what"), choices=PowerProposal.Act.choices)
    user = forms.ModelChoiceField(User.objects.filter(is_service=False, is_active=True), label=_("user"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.active(), label=_("organisation"), required=False, help_text=_("For a role.")
    )
    role = forms.ChoiceField(
        label=_("role"),
        choices=[("", "—"), *((role.value, role.label) for role in sorted(GIVEN_BY_TWO))],
        required=False,
    )
    why = forms.CharField(label=_("why"), max_length=300)


class PowerProposalAdmin(FastAdmin):
    """Roles that two give, and resets for those who hold them; read by who reads the log."""

    icon = "shield_lock"
    list_display = ["created_at", "act", "user", "role", "state", "proposed_by", "decided_by"]
    list_select_related = ["user", "proposed_by", "decided_by"]
    list_filter = ["state", "act"]
    ordering = ["-created_at", "id"]
    fields = [
        *("act", "user", "organisation", "role", "why", "state", "created_at", "proposed_by"),
        *("decided_by", "decided_at"),
    ]
    actions_list = ["propose"]
    actions_detail = ["confirm", "withdraw"]

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff and may(request.membership, Right.READ_LOG) and self._is_of_iom(request)

    def _is_of_iom(self, request) -> bool:
        return request.membership.organisation.kind == Kind.IOM

    def has_administer_permission(self, request, object_id=None):
        return self.has_view_permission(request) and request.membership.role == Role.ADMINISTRATOR

    @action(description=_("Propose a change of powers"), url_path="new", permissions=["administer"])
    def propose(self, request):
        form = dressed(ProposalForm(request.POST if request.method == "POST" else None))
        if form.is_valid() and called(lambda **told: power.propose(by=request.membership, **told), form):
            messages.success(request, gettext("It is proposed, and waits for another administrator."))
            return redirect(self._page_of(None))
        return self.form_page(request, title=gettext("Propose a change of powers"), form=form)

    @action(description=_("Confirm"), url_path="confirm", permissions=["administer"])
    def confirm(self, request, object_id):
        return self.act(
            request,
            object_id,
            title=gettext("Confirm"),
            action=lambda proposal, by: power.confirm(proposal=proposal, by=by),
            done=gettext("It is done, and told to the user and to all protection officers."),
        )

    @action(description=_("Withdraw"), url_path="withdraw", permissions=["administer"])
    def withdraw(self, request, object_id):
        return self.act(
            request,
            object_id,
            title=gettext("Withdraw"),
            action=lambda proposal, by: power.withdraw(proposal=proposal, by=by),
            done=gettext("It is withdrawn."),
        )
