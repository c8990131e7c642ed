"""Provinces and cantons, to look at: the INEC decides them."""

from django.contrib import admin

from casework.base.admin import FastAdmin
from casework.places.models import Division


@admin.register(Division)
class DivisionAdmin(FastAdmin):
    icon = "map"
    list_display = ["code", "name", "level", "parent", "region"]
    list_select_related = ["parent__parent"]
    list_filter = ["level"]
    search_fields = ["name", "code"]
    ordering = ["code"]
    fields = ["code", "name", "level", "parent", "region"]
