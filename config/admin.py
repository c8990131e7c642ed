"""The administration site, drawn by Unfold: only the tables of the house are on it."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import import_string

# Libraries that register tables of ours in their own way are overruled: "app.Model" → how it is shown here.
OURS = {"access.ApiClient": "casework.access.admin.ApiClientAdmin"}


class CaseworkAdminConfig(AdminConfig):
    default_site = "casework.base.admin.CaseworkAdminSite"

    def ready(self):
        super().ready()
        for model in list(admin.site._registry):
            if model._meta.label in OURS or not model.__module__.startswith("casework."):
                admin.site.unregister(model)
            if model._meta.label in OURS:
                admin.site.register(model, import_string(OURS[model._meta.label]))
