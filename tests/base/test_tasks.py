"""Work in the background that belongs to no part of the domain."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from casework.base.tasks import forget_ended_sessions
from config.celery import app


@pytest.mark.django_db
def test_only_sessions_that_ran_out_are_forgotten():
    now = timezone.now()
    for key, ends in (("ended", now - timedelta(minutes=1)), ("lives", now + timedelta(minutes=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    forget_ended_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["lives"]


def test_what_beat_sends_is_there():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
