"""The forms about colleagues: ending a membership, its territory, and handing a caseload over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership, User
from casework.journey.handover import Colleague
from casework.journey.stages import StageCode
from casework.places.models import Division
from casework.web.forms.fields import CantonField, blank_first, date_field


class EndForm(forms.Form):
    last_day = date_field(
        _("Last day"), help_text=_("Empty means now: the person loses access at once, also on a page that is open.")
    )


class TerritoryForm(forms.Form):
    provinces = forms.ModelMultipleChoiceField(
        Division.objects.provinces(),
        label=_("Provinces"),
        required=False,
        help_text=_("None means the whole country."),
        widget=forms.CheckboxSelectMultiple,
    )


class FromForm(forms.Form):
    """Whose caseload it is: anybody who works or worked in the organisation."""

    from_user = forms.ModelChoiceField(User.objects.none(), label=_("Whose cases"))

    def __init__(self, *args, by: Membership, **options):
        super().__init__(*args, **options)
        keepers = Membership.objects.filter(organisation=by.organisation, user__is_service=False).values("user")
        self.fields["from_user"].queryset = User.objects.filter(pk__in=keepers)


class HandOverForm(FromForm):
    """To whom, and which part of them."""

    to = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("To whom, evenly"), widget=forms.CheckboxSelectMultiple
    )
    canton = CantonField(label=_("Only those who live in"), required=False)
    stage = forms.ChoiceField(
        label=_("Only those at the stage"), required=False, choices=blank_first(StageCode.choices, _("any"))
    )

    def __init__(self, *args, by: Membership, able: list[Colleague], **options):
        super().__init__(*args, by=by, **options)
        self.fields["from_user"].widget = forms.HiddenInput()
        self.fields["canton"].empty_label = _("anywhere")
        self.fields["to"].queryset = User.objects.filter(pk__in=[one.user.pk for one in able])
        keeps = {one.user.pk: one.keeps for one in able}
        self.fields["to"].label_from_instance = lambda user: (
            _("%(name)s (keeps %(count)s now)")
            % {
                "name": user.full_name,
                "count": keeps[user.pk],
            }
        )
