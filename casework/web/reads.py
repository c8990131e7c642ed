"""Reads in the administration, written down as everywhere else."""

from django.contrib.admin.sites import site

from casework.access.models import Door
from casework.access.scope import current
from casework.journey.reading import log_read, person_of


class AdminReads:
    """The page of one row of a table about people is a read of her file."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        """Before the page is drawn: where the log cannot be written it is not."""
        row = (response.context_data or {}).get("original")
        if current() and current().door == Door.ADMIN and type(row) in site._registry:
            person = person_of(row)
            log_read([person] if person else [], place=request.resolver_match.view_name)
        return response
