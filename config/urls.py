"""What is served where."""

from django.contrib import admin
from django.urls import include, path

from casework.base.views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("account/", include("allauth.account.urls")),
    path("", include("casework.web.urls")),
]

handler400 = "casework.web.errors.bad_request"
handler403 = "casework.web.errors.forbidden"
handler404 = "casework.web.errors.not_found"
handler500 = "casework.web.errors.broken"
