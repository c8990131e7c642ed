"""The description of the API, and the page that shows it: for everybody who is signed in, and the same for all."""

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation

from casework.api.throttling import Counted


class YamlUnlessAsked(DefaultContentNegotiation):
    """JSON for who accepts only that; YAML for everybody else."""

    def select_renderer(self, request, renderers, format_suffix=None):
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            return renderers[0], renderers[0].media_type


@method_decorator(login_not_required, name="dispatch")  # DRF denies by itself, with 401
class Description(Counted, SpectacularAPIView):
    """/schema/, as YAML or JSON."""

    content_negotiation_class = YamlUnlessAsked


@method_decorator(login_not_required, name="dispatch")
class Docs(Counted, SpectacularSwaggerSplitView):
    """/docs/: Swagger UI from this machine, without a script in the page."""

    url_name = "api:schema"
