"""What the frame around every page shows."""


def frame(request):
    """`other_memberships`: the organisations this person may switch to; asked for only where the menu is drawn."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {}
    return {"other_memberships": [other for other in request.memberships if other.pk != membership.pk]}
