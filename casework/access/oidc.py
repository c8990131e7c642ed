"""Signing in with an identity provider (OpenID Connect): as the environment says, or not at all."""

from django.core.exceptions import ImproperlyConfigured

PROVIDER_ID = "sso"


def oidc_provider(*, name: str, server_url: str, client_id: str, client_secret: str) -> dict:
    """allauth's SOCIALACCOUNT_PROVIDERS for the one provider; empty when none is set."""
    given = (server_url, client_id, client_secret)
    if not any(given):
        return {}
    if not all(given):
        raise ImproperlyConfigured("OIDC needs all three: OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    app = {
        "provider_id": PROVIDER_ID,
        "name": name,
        "client_id": client_id,
        "secret": client_secret,
        "settings": {"server_url": server_url},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
