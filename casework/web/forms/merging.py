"""The forms of merging two records: whose value is taken, why, and what is put back when it is undone."""

from collections.abc import Iterable

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casework.merging.plan import Plan
from casework.merging.rules import Part, Side
from casework.merging.undoing import Found
from casework.web.forms.fields import text_field


class MergeForm(forms.Form):
    """For each part of which the two records say something else: whose is taken."""

    reason = text_field(
        _("Why it is the same person"), required=True, most=300, help_text=_("Such as: she showed the same passport.")
    )

    def __init__(self, *args, planned: Plan, said: Iterable[tuple[str, str, str]], **options):
        super().__init__(*args, **options)
        for part, mine, others in said:
            self.fields[part] = forms.ChoiceField(
                label=capfirst(Part(part).label),
                choices=[(Side.KEPT, mine or "—"), (Side.GONE, others or "—")],
                initial=planned.choices[part],
                widget=forms.RadioSelect,
            )
        self.parts = [part for part, _mine, _others in said]
        self.order_fields([*self.parts, "reason"])

    def clean(self):
        data = super().clean()
        return {
            "reason": data.get("reason", ""),
            "choices": {part: data.pop(part) for part in self.parts if part in data},
        }

    def sides(self):
        return [self[part] for part in self.parts]


class UndoMergeForm(forms.Form):
    """What somebody changed since then stays, unless it is ticked."""

    put_back = forms.TypedMultipleChoiceField(
        label=_("Put back as it was before the merge"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, edits: Iterable[Found], **options):
        super().__init__(*args, **options)
        self.fields["put_back"].choices = [(one.step.pk, "") for one in edits]
