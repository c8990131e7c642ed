"""The forms about a person: registering her, changing her data, documents, contacts and household."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from casework.access.models import Membership
from casework.base.codes import parse_code
from casework.journey.models import Case
from casework.people import rules
from casework.people.matching import Traits
from casework.people.models import ContactPoint, Duplicate, IdentityDocument, Person
from casework.people.rules import document_key
from casework.web.forms.fields import CantonField, blank_first, date_field, text_field
from casework.web.forms.sharing import RegisteredConsents

YES_NO = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]
# Those most often registered come first in the list of countries.
FREQUENT = ["VE", "CO", "PE", "CU", "HT"]
# What the journey itself yields is recorded by its moves.
BROUGHT = [(k.value, k.label) for k in IdentityDocument.Kind if k not in ("cpm", "visa", "ec_cedula")]


def nationalities() -> list[tuple[str, str]]:
    frequent = [(code, countries.name(code)) for code in FREQUENT]
    return [("", _("not known")), *frequent, *((c.code, c.name) for c in countries if c.code not in FREQUENT)]


class PersonForm(forms.Form):
    """A person's own data. Only a given name is needed; a birth year or an age will do where the date is not known."""

    given_names = text_field(_("Given names"), required=True, autocapitalize="words")
    family_names = text_field(_("Family names"), autocapitalize="words")
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=blank_first(Person.Sex.choices))
    birth_date = date_field(_("Birth date"), past=True)
    approximate_age = forms.IntegerField(
        label=_("Or approximate age"),
        required=False,
        min_value=0,
        max_value=rules.OLDEST_YEARS,
        help_text=_("Only when the birth date is not known."),
    )
    nationality = forms.ChoiceField(label=_("Nationality"), required=False, choices=nationalities)
    canton = CantonField(label=_("Canton"), required=False)
    address = text_field(_("Address"), most=200)
    entry_date = date_field(_("Entered Ecuador on"), past=True)
    entry_point = text_field(_("Entered at"), most=80, list="entry-points")
    entry_regular = forms.ChoiceField(label=_("Entered by a regular crossing"), required=False, choices=YES_NO)

    def clean(self):
        data = super().clean()
        age = data.pop("approximate_age", None)
        if "birth_date" in self.initial and not {"birth_date", "approximate_age"} & set(self.changed_data):
            data.pop("birth_date", None)  # what is kept of it stays, with its precision
        elif age is not None and not data.get("birth_date"):
            data["birth_date"] = date(timezone.localdate().year - age, 1, 1)
            data["birth_precision"] = Person.BirthPrecision.ESTIMATED
        else:
            data["birth_precision"] = Person.BirthPrecision.DAY if data.get("birth_date") else ""
        data["entry_regular"] = {"yes": True, "no": False}.get(data.get("entry_regular"))
        return data

    @staticmethod
    def initial_of(person: Person) -> dict:
        """What the form shows of a person; an estimated birth date as an age."""
        estimated = person.birth_precision == Person.BirthPrecision.ESTIMATED
        return {
            "given_names": person.given_names,
            "family_names": person.family_names,
            "sex": person.sex,
            "birth_date": None if estimated else person.birth_date,
            "approximate_age": person.age() if estimated else None,
            "nationality": person.nationality.code if person.nationality else "",
            "canton": person.canton_id,
            "address": person.address,
            "entry_date": person.entry_date,
            "entry_point": person.entry_point,
            "entry_regular": {True: "yes", False: "no"}.get(person.entry_regular, ""),
        }


def person_by_code(typed: str, membership: Membership) -> Person:
    """The person of a case whose code was typed, if the reader may see it; ValidationError when there is none."""
    code = parse_code(typed)
    case = code and Case.objects.visible_to(membership).select_related("person").filter(code=code).first()
    if not case:
        raise forms.ValidationError(_("There is no case with this code."), code="no_such_case")
    return case.person


class OfHousehold(forms.Form):
    """Whose household the person belongs to, told by the case code of someone in it whom the reader may see."""

    household_of = text_field(
        _("Case code of someone in the same household"), most=12, help_text=_("Such as K7M4-PXC9. Empty: lives alone.")
    )
    relationship = forms.ChoiceField(
        label=_("In that household the person is"), required=False, choices=blank_first(Person.Relationship.choices)
    )

    def __init__(self, *args, membership, **options):
        self.membership = membership
        super().__init__(*args, **options)

    def clean_household_of(self):
        typed = self.cleaned_data["household_of"]
        return person_by_code(typed, self.membership) if typed else None


class RegistrationForm(RegisteredConsents, OfHousehold, PersonForm):
    """One page from nothing to a case: the person, one document, her contacts, and whose household she belongs to."""

    document_kind = forms.ChoiceField(label=_("Document"), required=False, choices=blank_first(BROUGHT, _("none")))
    document_number = text_field(_("Number of the document"), most=40, autocapitalize="characters")
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    phone_owner = forms.ChoiceField(label=_("Whose phone it is"), choices=ContactPoint.Owner.choices, required=False)
    phone_has_whatsapp = forms.BooleanField(label=_("This number has WhatsApp"), required=False)
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("The person's own: the visa application needs one."),
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
    )
    not_the_same = forms.ChoiceField(
        label=_("She is none of these, because"),
        required=False,
        choices=blank_first(Duplicate.Reason.choices, _("choose")),
    )
    not_the_same_words = text_field(
        _("In words"), most=300, help_text=_("Needed for another reason. Who reviews duplicates reads it.")
    )

    def number_key(self) -> str:
        """Return the key the document that was told is looked up by; empty where none was."""
        return document_key(self.data.get("document_kind", ""), self.data.get("document_number", ""))

    def traits(self) -> Traits:
        """What has been filled in so far, right or not, to look for who may be registered already."""
        said = {name: self.data.get(name, "") for name in self.fields}
        born = self.fields["birth_date"]
        try:
            birth_date = born.clean(said["birth_date"])
        except forms.ValidationError:
            birth_date = None
        return Traits(
            given_names=said["given_names"],
            family_names=said["family_names"],
            sex=said["sex"],
            birth_date=birth_date,
            documents=[(said["document_kind"] or "other", said["document_number"])],
            phones=[said["phone"]],
            canton=said["canton"],
            address=said["address"],
        )

    def clean(self):
        data = super().clean()
        if data.get("not_the_same") == Duplicate.Reason.OTHER and not data.get("not_the_same_words"):
            self.add_error("not_the_same_words", _("Say the other reason in words."))
        kind, number = data.pop("document_kind", ""), data.pop("document_number", "")
        if kind and not number:
            self.add_error("document_number", _("Write the number, or choose no document."))
        if number and not kind:
            self.add_error("document_kind", _("Choose which document this is the number of."))
        if kind and number:
            self._check("document_number", rules.check_document_number, kind, number)
        data["documents"] = [{"kind": kind, "number": number}] if kind and number else []
        data["contacts"] = self._contacts(data)
        if data.get("household_of") and not data.get("relationship"):
            self.add_error("relationship", _("Say who the person is in that household."))
        return data

    def _contacts(self, data: dict) -> list[dict]:
        phone, email = data.pop("phone", ""), data.pop("email", "")
        whatsapp, owner = data.pop("phone_has_whatsapp", False), data.pop("phone_owner", "") or ContactPoint.Owner.OWN
        contacts = []
        if phone:
            self._check("phone", rules.parse_contact, "phone", phone)
            contacts.append({"kind": "whatsapp" if whatsapp else "phone", "value": phone, "owner": owner})
        if email:
            self._check("email", rules.parse_contact, "email", email)
            contacts.append({"kind": "email", "value": email})
        return contacts

    def _check(self, field: str, rule, *values) -> None:
        """The rule the action will apply, asked here so that its sentence stands beside the right field."""
        try:
            rule(*values)
        except forms.ValidationError as error:
            self.add_error(field, error)


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Document"), choices=blank_first(BROUGHT, _("choose")))
    number = text_field(_("Number"), required=True, most=40, autocapitalize="characters")
    country = forms.ChoiceField(label=_("Issued by the country"), required=False, choices=nationalities)
    issued_on = date_field(_("Issued on"), past=True)
    expires_on = date_field(_("Expires on"))
    evidence = forms.ChoiceField(
        label=_("Evidence"),
        choices=[(e.value, e.label) for e in IdentityDocument.Evidence if e != IdentityDocument.Evidence.ISSUED],
    )


class CorrectDocumentForm(DocumentForm):
    """The same without the kind: a document of another kind is another document."""

    seen = forms.BooleanField(
        label=_("I saw it just now"), required=False, help_text=_("It is kept who saw it and when.")
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        del self.fields["kind"]
        self.fields["evidence"].choices = IdentityDocument.Evidence.choices


class OwnerForm(forms.Form):
    """Whose a contact is, and who that is where it is not the person's own."""

    owner = forms.ChoiceField(label=_("Whose it is"), choices=ContactPoint.Owner.choices)
    owner_words = text_field(_("Who that is"), help_text=_("If it is not the person's own: such as “her sister Rosa”."))

    def clean(self):
        data = super().clean()
        if data.get("owner") == ContactPoint.Owner.OWN:
            data["owner_words"] = ""
        return data


class ContactForm(OwnerForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactPoint.Kind.choices)
    value = text_field(_("Number or address"), required=True, most=254)
    field_order = ["kind", "value"]


class WantedForm(forms.Form):
    reason = text_field(
        _("Why"), required=True, most=300, help_text=_("Such as: said so by telephone; the number is hers now.")
    )


class RecoveryForm(forms.Form):
    """What was done to get a lost contact back."""

    recovery = forms.ChoiceField(
        label=_("What was done"), choices=blank_first(ContactPoint.Recovery.choices, _("choose"))
    )
    on = date_field(_("Day"), required=True, past=True, initial=timezone.localdate)
    value = text_field(
        _("The new number or address"), most=254, help_text=_("Only where a new one was made. It is added as her own.")
    )


class HouseholdForm(OfHousehold):
    """Joins the household of another case; that person becomes its head where there is none yet."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["household_of"].required = self.fields["relationship"].required = True
        self.fields["household_of"].help_text = _("Such as K7M4-PXC9.")
        self.fields["relationship"].choices = blank_first(Person.Relationship.choices, _("choose"))
