"""The expiry calendar: the cliff of the next twelve months."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from casework.access.policy import Section
from casework.journey.expiries import expiries as months_of
from casework.journey.stages import STAGES, STAGES_THAT_EXPIRE
from casework.web.forms.expiries import ExpiriesForm
from casework.web.page import page


@page(section=Section.DOCUMENTS, takes_long=True)
def expiries(request):
    """How many documents that matter expire each month, of the people the reader sees, in a canton or everywhere."""
    form = ExpiriesForm(request.GET or None, by=request.membership)
    whose = form.cleaned_data if form.is_valid() else {}
    months = months_of(request.membership, timezone.localdate(), **whose)
    chosen = {name: value.pk for name, value in whose.items() if value}
    context = {
        "form": form,
        "stages": [STAGES[stage].label for stage in STAGES_THAT_EXPIRE],
        "months": months,
        "most": max(month.total for month in months),
        "total": sum(month.total for month in months),
        "chosen": urlencode(chosen),
        "place": "expiries",
    }
    return render(request, "web/expiries.html", context)
