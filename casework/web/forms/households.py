"""The forms about a household: who joins and leaves it, who is what there, where it lives."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership
from casework.people.household_rules import heir
from casework.people.households import HEAD, JOINING, LEAVING, SPLITTING
from casework.people.models import Household, HouseholdStay, Person
from casework.web.forms.fields import CantonField, blank_first, date_field, text_field
from casework.web.forms.people import person_by_code

RELATIONSHIPS = [choice for choice in Person.Relationship.choices if choice[0] != HEAD]
CHOSEN = blank_first(RELATIONSHIPS, _("choose"))


def why_field(reasons: tuple) -> forms.ChoiceField:
    words = dict(HouseholdStay.Why.choices)
    return forms.ChoiceField(
        label=_("Why"), choices=lambda: [("", _("choose")), *((why.value, capfirst(words[why])) for why in reasons)]
    )


def day_field() -> forms.DateField:
    return date_field(_("Day"), required=True, past=True, initial=timezone.localdate)


def _new_head(staying: list[Person]) -> forms.ModelChoiceField:
    """Who of these follows the head; the one whom the rule would take is chosen already."""
    return forms.ModelChoiceField(
        label=_("Who becomes the head"),
        queryset=Person.objects.filter(pk__in=[person.pk for person in staying]).order_by("name_key"),
        initial=heir(staying, timezone.localdate()).pk,
        required=False,
        empty_label=None,
    )


class MemberForm(forms.Form):
    """Somebody who has a case comes to live in the household."""

    person = text_field(
        _("Case code of the person"),
        required=True,
        most=12,
        help_text=_("Such as K7M4-PXC9. If the person heads another household, the next adult there becomes its head."),
    )
    relationship = forms.ChoiceField(label=_("In that household the person is"), choices=CHOSEN)
    since = date_field(_("Lives there since"), past=True)

    def __init__(self, *args, membership: Membership, **options):
        self.membership = membership
        super().__init__(*args, **options)

    def clean_person(self):
        return person_by_code(self.cleaned_data["person"], self.membership)


class RelationshipForm(forms.Form):
    relationship = forms.ChoiceField(label=_("In that household the person is"), choices=CHOSEN)


class LeaveForm(forms.Form):
    """`staying` are the others whom the reader sees: one of them follows who was the head."""

    why = why_field(LEAVING)
    on = day_field()

    def __init__(self, *args, person: Person, staying: list[Person], **options):
        super().__init__(*args, **options)
        if person.relationship == HEAD and staying:
            self.fields["new_head"] = _new_head(staying)


class PlaceForm(forms.Form):
    canton = CantonField(label=_("Canton"), required=False)
    address = text_field(_("Address"), most=200)


class SplitForm(PlaceForm):
    """For each member: stays, or what she is in the new household."""

    why = why_field(SPLITTING)
    on = day_field()

    def __init__(self, *args, members: list[Person], **options):
        self.members = {f"member_{person.pk}": person for person in members}
        super().__init__(*args, **options)
        choices = [("", _("stays")), (HEAD, _("leaves as the head")), *RELATIONSHIPS]
        for name, person in self.members.items():
            self.fields[name] = forms.ChoiceField(label=person.full_name, required=False, choices=choices)
        self.order_fields([*self.members, "why", "on", "canton", "address"])
        if any(person.relationship == HEAD for person in members) and len(members) > 1:
            self.fields["new_head"] = _new_head([person for person in members if person.relationship != HEAD])
            self.fields["new_head"].help_text = _("Only if the head leaves.")

    def clean(self):
        data = super().clean()
        chosen = {name: data.pop(name, "") for name in self.members}
        data["members"] = [(self.members[name], role) for name, role in chosen.items() if role]
        leaving = [person for person, _role in data["members"]]
        if not any(person.relationship == HEAD for person in leaving) or data.get("new_head") in leaving:
            data.pop("new_head", None)
        return data


class JoinForm(forms.Form):
    """Those of another household come to live in this one."""

    other = text_field(
        _("Case code of somebody in the other household"), required=True, most=12, help_text=_("Such as K7M4-PXC9.")
    )
    relationship = forms.ChoiceField(label=_("Their head is to the head here"), choices=CHOSEN)
    why = why_field(JOINING)
    on = day_field()

    def __init__(self, *args, membership: Membership, **options):
        self.membership = membership
        super().__init__(*args, **options)

    def clean_other(self):
        person = person_by_code(self.cleaned_data["other"], self.membership)
        other = Household.objects.visible_to(self.membership).filter(pk=person.household_id).first()
        if other is None:
            sentence = _("This person is in no household: add the person instead.")
            raise forms.ValidationError(sentence, code="in_no_household")
        return other
