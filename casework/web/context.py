"""What the frame around every page shows."""

from casework.access.queries import active_memberships


def frame(request):
    """`other_memberships`: the organisations this person may switch to; asked for only where the menu is drawn."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {"other_memberships": active_memberships(request.user).exclude(pk=membership.pk)}
