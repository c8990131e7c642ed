"""What filters of lists have in common that look at nothing the caller may not see."""

from django_filters import rest_framework as filters

from casework.access.models import Membership


class FilterOfSeen(filters.FilterSet):
    """Filter by the rows' own columns, and by what the caller sees of others: what is missing then tells nothing.

    So a page of such a list is chosen before the database's lock is asked (`access.choosing`).
    """

    @property
    def by(self) -> Membership:
        """The membership that acts."""
        return self.request._request.membership
