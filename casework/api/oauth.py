"""/oauth/: tokens for partner systems by client credentials (RFC 6749, 4.4), and their end (RFC 7009).

Errors are those of OAuth 2 (RFC 6749, 5.2), not problem+json. Every refusal is logged with the id of the client it was
for, when there is such a client.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.views import RevokeTokenView, TokenView

from casework.access.api_clients import record_use
from casework.access.models import ApiClient
from casework.access.scopes import SCOPES
from casework.api import refusals
from casework.api.throttling import Count, address_of, count, look, rate


class ClientScopes(BaseScopes):
    """A client may ask for the scopes of its row, and gets all of them when it asks for none."""

    def get_all_scopes(self):
        return SCOPES

    def get_available_scopes(self, application=None, request=None, *args, **kwargs):
        return application.scopes

    def get_default_scopes(self, application=None, request=None, *args, **kwargs):
        return application.scopes


class ClientValidator(OAuth2Validator):
    """The library's, with an end of the credentials and with the secret before a rotation."""

    def authenticate_client(self, request, *args, **kwargs):
        request.known_client_id = ""
        known = super().authenticate_client(request, *args, **kwargs)
        if known and request.client.works():
            return True
        code = "client_ended" if known else "invalid_client"
        refusals.log(code, 401, client=request.known_client_id, operation="oauth")
        return False

    def _load_application(self, client_id, request):
        client = super()._load_application(client_id, request)
        if client:
            request.known_client_id = client.client_id
        return client

    def _check_secret(self, provided_secret, stored_secret):
        if super()._check_secret(provided_secret, stored_secret):
            return True
        # A hash has a salt, so it is one client's only.
        client = ApiClient.objects.filter(client_secret=stored_secret).first()
        before = client is not None and client.has_secret_before() and client.previous_secret
        return bool(before) and super()._check_secret(provided_secret, before)

    def validate_scopes(self, client_id, scopes, client, request, *args, **kwargs):
        if not any(scopes):  # `scope=` without a value is as good as none (RFC 6749, 3.2)
            request.scopes = scopes = client.scopes
        allowed = super().validate_scopes(client_id, scopes, client, request, *args, **kwargs)
        if not allowed:
            refusals.log("invalid_scope", 400, client=client.client_id, operation="oauth")
        return allowed

    def save_bearer_token(self, token, request, *args, **kwargs):
        super().save_bearer_token(token, request, *args, **kwargs)
        record_use(client_id=request.client.pk, at=timezone.now())


class Guarded:
    """Few requests from one address, and fewer that failed: secrets are not to be guessed here."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        address = address_of(request)
        for counted in (count(f"oauth:{address}", rate("address")), look(f"failed:{address}", rate("failed_sign_in"))):
            if counted.exceeded:
                return _too_many(counted)
        try:
            with transaction.atomic():
                response = super().dispatch(request, *args, **kwargs)
        except DataError:  # text that no client has, such as one with a NUL byte
            response = JsonResponse({"error": "invalid_client"}, status=401)
        except SuspiciousOperation:  # a form too large to be one
            response = JsonResponse({"error": "invalid_request"}, status=400)
        if response.status_code == 401:
            count(f"failed:{address}", rate("failed_sign_in"))
        return response


def _too_many(counted: Count) -> HttpResponse:
    if counted.is_first_too_many:
        refusals.log("too_many_requests", 429, operation="oauth")
    body = {
        "error": "too_many_requests",
        "error_description": f"Too many requests. Try again in {counted.seconds_left} seconds.",
    }
    return JsonResponse(body, status=429, headers={"Retry-After": str(counted.seconds_left)})


@method_decorator([csrf_exempt, never_cache, login_not_required], name="dispatch")
class ClientToken(Guarded, TokenView):
    """POST /oauth/token/ with grant_type=client_credentials: a token for an hour."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.authorization_flow_token_response(request)


@method_decorator([csrf_exempt, never_cache, login_not_required], name="dispatch")
class ClientRevocation(Guarded, RevokeTokenView):
    """POST /oauth/revoke/ with a token of the client's own: it ends now. Of another's token nothing is said or done."""
