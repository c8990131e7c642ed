"""The administration site, drawn by Unfold."""

from django.contrib.admin.apps import AdminConfig


class CaseworkAdminConfig(AdminConfig):
    default_site = "unfold.sites.UnfoldAdminSite"
