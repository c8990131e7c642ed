"""What is served where."""

from django.urls import path

from casework.base.views import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
]
