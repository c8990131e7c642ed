from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "casework.base"
    label = "base"
