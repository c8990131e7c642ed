"""The description of the API, and the page that shows it: for everybody who is signed in, and the same for all."""

import json
import re

import yaml
from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
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


class QuotedYaml(OpenApiYamlRenderer):
    """YAML in which every text that some reader might take for a number, a day or a yes is in quotes.

    INEC codes, months and case codes are such texts: YAML 1.1 and 1.2 read 0901 differently.
    """

    PLAIN = re.compile(r"[A-Za-z_/#][^\n:#{}\[\]&*!|>'\"%@`,]*")
    WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})

    def render(self, data, media_type=None, renderer_context=None):
        """Render the description; in the order in which it was made."""
        plain = json.loads(json.dumps(data, default=str))
        return yaml.dump(
            plain, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=10_000
        ).encode()


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):
    """Written by libyaml where it is there: the same text in a third of the time."""

    def ignore_aliases(self, data) -> bool:
        return True

    def represent_str(self, value: str) -> yaml.ScalarNode:
        plain = QuotedYaml.PLAIN.fullmatch(value) and value.lower() not in QuotedYaml.WORDS
        return self.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain else '"')


_Dumper.add_representer(str, _Dumper.represent_str)


@method_decorator(login_not_required, name="dispatch")  # DRF denies by itself, with 401
class Description(Counted, SpectacularAPIView):
    """/schema/, as YAML or JSON."""

    content_negotiation_class = YamlUnlessAsked
    renderer_classes = [QuotedYaml, OpenApiJsonRenderer, OpenApiJsonRenderer2]


@method_decorator(login_not_required, name="dispatch")
class Docs(Counted, SpectacularSwaggerSplitView):
    """/docs/: Swagger UI from this machine, without a script in the page."""

    url_name = "api:schema"
