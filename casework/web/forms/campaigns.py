"""The form of a campaign: whom it is for, what it says, and how fast it goes."""

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership, Organisation
from casework.access.policy import Kind
from casework.followups.channels.codes import Channel
from casework.followups.criteria import LONGEST_DAYS, OLDEST
from casework.followups.editing import MessageArea
from casework.followups.models import Campaign
from casework.journey.stages import StageCode, Status
from casework.people.models import Person
from casework.places.models import Division
from casework.web.forms.fields import blank_first, text_field

ANY = _("any")
# In which order its channels are tried.
ORDERS = [
    ("whatsapp,sms", _("WhatsApp, and SMS where that does not arrive")),
    ("sms", _("SMS")),
    ("whatsapp", _("WhatsApp")),
    ("sms,email", _("SMS, and e-mail where that does not go")),
    ("email", _("e-mail")),
]


class PlacesByProvince(ModelChoiceIterator):
    """Each province as a whole, and its cantons."""

    def __iter__(self):
        yield "", self.field.empty_label
        groups = {}
        for place in self.queryset.select_related("parent").order_by("parent__name", "name"):
            province = place.parent or place
            whole = gettext("All of %(province)s") % {"province": place.name}
            groups.setdefault(province.name, []).append((place.code, place.name if place.parent_id else whole))
        yield from ((name, sorted(places)) for name, places in sorted(groups.items()))


class PlaceField(forms.ModelChoiceField):
    """A province or a canton."""

    iterator = PlacesByProvince


def _words(label, field: str) -> forms.CharField:
    longest = Campaign._meta.get_field(field).max_length
    help_text = _("At most %(longest)s characters; an SMS holds 160, or 70 with á, í, ó or ú.") % {"longest": longest}
    return forms.CharField(label=label, max_length=longest, help_text=help_text, widget=MessageArea())


class CampaignForm(forms.Form):
    """`about` are the fields that make up its criteria."""

    about = (
        *("organisation", "place", "stage", "status", "without", "expiring_days", "language", "heads"),
        *("age_from", "age_until"),
    )

    name = text_field(_("Name, for yourselves"), required=True)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Whose cases"), required=False, empty_label=_("all")
    )
    place = PlaceField(Division.objects.all(), label=_("Where they live"), required=False, empty_label=_("anywhere"))
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=blank_first(StageCode.choices, ANY))
    status = forms.ChoiceField(label=_("How it stands"), required=False, choices=blank_first(Status.choices, ANY))
    without = forms.ChoiceField(
        label=_("Who has not begun"), required=False, choices=blank_first(StageCode.choices, _("does not matter"))
    )
    expiring_days = forms.IntegerField(
        label=_("A document expires within (days)"), required=False, min_value=1, max_value=LONGEST_DAYS
    )
    language = forms.ChoiceField(
        label=_("Speaks"), required=False, choices=blank_first(Person._meta.get_field("language").choices, ANY)
    )
    heads = forms.BooleanField(label=_("Only heads of household"), required=False)
    age_from = forms.IntegerField(label=_("From the age of"), required=False, min_value=0, max_value=OLDEST)
    age_until = forms.IntegerField(label=_("Up to the age of"), required=False, min_value=0, max_value=OLDEST)
    text_es = _words(_("Message in Spanish"), "text_es")
    text_en = _words(_("Message in English"), "text_en")
    channels = forms.ChoiceField(label=_("By which channel"), choices=ORDERS)
    template = forms.SlugField(
        label=_("WhatsApp template"),
        required=False,
        max_length=60,
        help_text=_("Its name at Meta. Without one nothing goes by WhatsApp."),
    )
    per_minute = forms.IntegerField(label=_("Messages a minute"), min_value=1, max_value=6000, initial=60)
    max_per_week = forms.IntegerField(
        label=_("Not to who got so many messages in seven days"), min_value=1, max_value=50, initial=3
    )

    def __init__(self, *args, by: Membership, **options):
        super().__init__(*args, **options)
        if by.organisation.kind == Kind.IOM:
            self.fields["organisation"].queryset = Organisation.objects.active().exclude(kind=Kind.MINISTRY)
        else:
            del self.fields["organisation"]

    @staticmethod
    def filled_with(campaign: Campaign) -> dict:
        """What stands in the form of a campaign that is changed."""
        plain = ("name", "text_es", "text_en", "template", "per_minute", "max_per_week")
        words = {name: getattr(campaign, name) for name in plain}
        return words | {"channels": ",".join(campaign.channels)} | campaign.criteria

    @property
    def whom(self) -> list:
        """The fields of its criteria, as they are drawn."""
        return [self[name] for name in self.about if name in self.fields]

    @property
    def what(self) -> list:
        return [self[name] for name in self.fields if name not in self.about and name != "name"]

    def clean_channels(self) -> list[Channel]:
        return [Channel(code) for code in self.cleaned_data["channels"].split(",")]

    def clean(self) -> dict:
        """As the actions take it: the criteria by themselves."""
        data = super().clean()
        criteria = {name: data.pop(name) for name in self.about if name in data}
        for name in ("organisation", "place"):
            if criteria.get(name):
                criteria[name] = str(criteria[name].pk)
        return data | {"criteria": criteria}
