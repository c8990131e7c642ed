"""When each job runs: seconds between two runs, or the times of a clock on the mainland (CELERY_TIMEZONE)."""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    "heartbeat": {"task": "casework.base.tasks.heartbeat", "schedule": 10.0},
    "forget-ended-sessions": {"task": "casework.base.tasks.forget_ended_sessions", "schedule": 60 * 60.0},
    "note-likenesses": {"task": "casework.people.tasks.note_likenesses", "schedule": crontab(hour=0, minute=30)},
    "find-duplicates": {"task": "casework.people.tasks.find_duplicates", "schedule": crontab(minute=40)},
    "propose-retention": {"task": "casework.rights.tasks.propose_retention", "schedule": crontab(hour=2, minute=30)},
    "finish-erasures": {"task": "casework.rights.tasks.finish_erasures", "schedule": 60 * 60.0},
    "send-reminders": {"task": "casework.followups.tasks.dispatch", "schedule": 10.0},
    "clean-up-after-rest": {"task": "casework.api.tasks.clean_up", "schedule": 60 * 60.0},
    "plan-reminders": {"task": "casework.followups.tasks.plan", "schedule": crontab(minute=5)},
    "refresh-reminders": {"task": "casework.followups.tasks.refresh", "schedule": 30.0},
    "tell-alarms-of-reminders": {"task": "casework.followups.tasks.tell_alarms", "schedule": 5 * 60.0},
    "fall-back-undelivered": {"task": "casework.followups.tasks.fall_back_undelivered", "schedule": 10 * 60.0},
    "forget-sent-forms": {"task": "casework.web.tasks.forget_sent_forms", "schedule": 60 * 60.0},
    "finish-campaigns": {"task": "casework.followups.tasks.finish_campaigns", "schedule": 60.0},
    "go-on-with-imports": {"task": "casework.journey.tasks.go_on_with_imports", "schedule": 30.0},
    "check-waiting-rows": {"task": "casework.journey.tasks.check_waiting_rows", "schedule": crontab(minute=25)},
    "forget-questions": {"task": "casework.people.tasks.forget_questions", "schedule": crontab(hour=3, minute=25)},
    "clear-old-imports": {"task": "casework.journey.tasks.clear_old_imports", "schedule": crontab(hour=3, minute=15)},
    "record-uses-of-api-clients": {"task": "casework.api.tasks.record_uses", "schedule": 60.0},
}
