"""What is served where."""

from django.contrib import admin
from django.urls import include, path

from casework.api import hooks
from casework.api.oauth import ClientRevocation, ClientToken
from casework.base.views import healthz
from casework.followups.views import healthz as healthz_followups

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("healthz/followups", healthz_followups, name="healthz-followups"),
    path("oauth/token/", ClientToken.as_view(), name="oauth-token"),
    path("oauth/revoke/", ClientRevocation.as_view(), name="oauth-revoke"),
    path("api/v1/", include("casework.api.urls")),
    path("hooks/sms/", hooks.sms, name="hook_sms"),
    path("hooks/whatsapp/", hooks.whatsapp, name="hook_whatsapp"),
    path("admin/", admin.site.urls),
    path("account/", include("casework.access.urls")),
    path("", include("casework.web.urls")),
]

handler400 = "casework.web.errors.bad_request"
handler403 = "casework.web.errors.forbidden"
handler404 = "casework.web.errors.not_found"
handler429 = "casework.web.errors.too_many"
handler500 = "casework.web.errors.broken"
