"""The forms of follow-up: what came of a task, putting it off, writing one, giving several, and a try to reach her."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.access.models import Membership, Organisation, User
from casework.access.policy import Kind
from casework.followups.models import Task
from casework.followups.outcomes import offered, result_of
from casework.people.models import ContactAttempt, ContactPoint, Person
from casework.web.forms.fields import blank_first, date_field, text_field

Result = ContactAttempt.Result


def colleagues(organisation):
    """Who works there now."""
    active = Membership.objects.active().filter(organisation=organisation, user__is_service=False)
    return User.objects.filter(pk__in=active.values("user")).order_by("full_name")


def remark_field() -> forms.CharField:
    return forms.CharField(label=_("Remark"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ContactField(forms.ModelChoiceField):
    """One of the person's numbers and addresses that are not lost, for who reads them."""

    def __init__(self, contacts=None):
        found = ContactPoint.objects.none() if contacts is None else contacts.exclude(state=ContactPoint.State.LOST)
        super().__init__(found, label=_("With which number or address"), required=False, empty_label="—")

    def label_from_instance(self, contact):
        return f"{contact.value} · {contact.get_owner_display()}"


class TapForm(forms.Form):
    """One tap: the outcome alone."""

    outcome = forms.CharField(max_length=12)


class OutcomeForm(forms.Form):
    """What came of a task, and of the try to reach her where it was one."""

    outcome = forms.ChoiceField(label=_("What came of it?"), widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label=_("How was the person tried, or heard from?"),
        required=False,
        choices=blank_first(ContactAttempt.Way.choices, _("not at all")),
        help_text=_("Leave it empty where you know it from others."),
    )
    result = forms.ChoiceField(
        label=_("If she was not reached"), choices=[one for one in Result.choices if one[0] != Result.REACHED]
    )
    remark = remark_field()

    def __init__(self, *args, task: Task, contacts=None, **options):
        super().__init__(*args, **options)
        fitting = (*offered(task), Task.Outcome.NOT_NEEDED)
        self.fields["outcome"].choices = [(outcome.value, outcome.label) for outcome in fitting]
        if contacts is not None:
            self.fields["contact"] = ContactField(contacts)
            self.order_fields(["outcome", "way", "result", "contact", "remark"])

    def clean(self):
        """As `complete_task` takes it."""
        data = super().clean()
        outcome, remark = data.get("outcome", ""), data.get("remark", "")
        attempt = {"way": data.pop("way", ""), "contact": data.pop("contact", None), "remark": remark}
        result = data.pop("result", "")
        if outcome == Task.Outcome.NOT_REACHED:
            attempt["result"] = result
        if not attempt["way"]:
            del attempt["way"]  # a call, where the outcome says that there was a try
        heard = result_of(outcome, heard="way" in attempt)
        return {"outcome": outcome, "remark": remark, "attempt": attempt if heard else None}


class PutOffForm(forms.Form):
    until = date_field(_("Until"), required=True)
    reason = text_field(_("Why it is put off"), required=True, most=200)


class WriteTaskForm(forms.Form):
    what = text_field(_("What is to be done"), required=True, most=200)
    due_on = date_field(_("By when"), required=True, initial=timezone.localdate)
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), required=False)

    about_death = forms.BooleanField(label=_("It is about the death or about the household"), required=False)

    def __init__(self, *args, by: Membership, person: Person, **options):
        super().__init__(*args, **options)
        if not person.died_on:
            del self.fields["about_death"]
        self.fields["assignee"].queryset = colleagues(by.organisation)
        self.fields["assignee"].empty_label = _("the caseworker of the case")


class GiveForm(forms.Form):
    """Several tasks, to a colleague or back to whose they are by the case."""

    task_ids = forms.ModelMultipleChoiceField(Task.objects.none())
    to = forms.ModelChoiceField(User.objects.none(), label=_("Give to"), required=False)

    def __init__(self, *args, by: Membership, **options):
        super().__init__(*args, **options)
        self.fields["task_ids"].queryset = Task.objects.visible_to(by).open().of_organisation(by.organisation)
        self.fields["to"].queryset = colleagues(by.organisation)
        self.fields["to"].empty_label = _("the caseworker of the case")

    def clean_task_ids(self):
        return [task.pk for task in self.cleaned_data["task_ids"]]


class WorkerForm(forms.Form):
    """Whose tasks a coordinator looks at."""

    of = forms.ModelChoiceField(User.objects.none())

    def __init__(self, *args, by: Membership, **options):
        super().__init__(*args, **options)
        members = Membership.objects.filter(organisation=by.organisation, user__is_service=False)
        self.fields["of"].queryset = User.objects.filter(pk__in=members.values("user"))


class OrganisationForm(forms.Form):
    """Whose team a coordinator of IOM looks at."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.active().exclude(kind=Kind.MINISTRY),
        label=_("Organisation"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class AttemptForm(forms.Form):
    """One try to reach her."""

    way = forms.ChoiceField(label=_("How"), choices=ContactAttempt.Way.choices)
    result = forms.ChoiceField(label=_("What came of it?"), choices=blank_first(Result.choices, "—"))
    at = forms.DateTimeField(
        label=_("When"),
        initial=timezone.localtime,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    remark = remark_field()

    def __init__(self, *args, contacts=None, **options):
        super().__init__(*args, **options)
        if contacts is not None:
            self.fields["contact"] = ContactField(contacts)
            self.order_fields(["way", "result", "contact", "at", "remark"])
