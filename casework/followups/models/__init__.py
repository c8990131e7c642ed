"""The tables of this room."""

from casework.followups.models.campaign import Campaign
from casework.followups.models.message import Message, Reminder, Reply
from casework.followups.models.rule import Rule
from casework.followups.models.running import Provider, Run
from casework.followups.models.task import Task

__all__ = ["Campaign", "Message", "Provider", "Reminder", "Reply", "Rule", "Run", "Task"]
