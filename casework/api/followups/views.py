"""/tasks/ and what follows up a case: its tasks, the attempts to reach the person, and what was sent to her."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from casework.access.policy import Right, Section
from casework.access.scopes import Scope
from casework.api.followups import serializers as s
from casework.api.journey.views import OnCase
from casework.api.resource import Resource, operation
from casework.followups import actions
from casework.followups.attempts import record_attempt
from casework.followups.models import Message, Task
from casework.followups.queries import TaskQuerySet
from casework.people.models import ContactAttempt

READ = {"scope": Scope.FOLLOWUPS_READ, "rights": [Right.READ], "section": Section.NOTES}
WRITE = {"scope": Scope.FOLLOWUPS_WRITE, "section": Section.NOTES, "writes": True}


class TaskFilter(filters.FilterSet):
    case = filters.UUIDFilter(field_name="case_id", help_text=_("Id of a case."))
    organisation = filters.UUIDFilter(field_name="organisation_id", help_text=_("Id of the organisation that does it."))
    state = filters.ChoiceFilter(choices=Task.State.choices)
    overdue = filters.BooleanFilter(method="is_overdue", help_text=_("Open and due before today, or not."))

    class Meta:
        model = Task
        fields: list[str] = []

    def is_overdue(self, tasks: TaskQuerySet, name: str, value: bool) -> TaskQuerySet:
        overdue = tasks.open().overdue(timezone.localdate())
        return overdue if value else tasks.exclude(pk__in=overdue.values("pk"))


class TaskResource(Resource):
    tag = "followups"
    model = Task
    ordering = ("sort_on", "id")
    filterset_class = TaskFilter

    def visible(self) -> QuerySet:
        return Task.objects.visible_to(self.by).with_names()

    def one(self) -> Task:
        return self.visible().get(pk=self.kwargs["task_id"])


class Tasks(TaskResource):
    @operation("tasks_list", _("Tasks, the most urgent first"), gives=s.TaskOut, many=True, **READ)
    def get(self, request):
        return self.page(self.visible())


class TaskDetail(TaskResource):
    @operation("tasks_read", _("A task"), gives=s.TaskOut, **READ)
    def get(self, request, task_id):
        return self.detail(self.one())


class TaskComplete(TaskResource):
    @operation(
        "tasks_complete",
        _("Say what came of a task"),
        takes=s.CompleteIn,
        gives=s.TaskOut,
        description=_(
            "Who was not reached is tried again: the task stays open and comes back on the next working day,"
            " until three tries have failed."
        ),
        **WRITE,
    )
    def post(self, request, task_id):
        task, fields = self.one(), self.body()
        way = fields.pop("way", None)
        attempt = {"way": way} if way else None
        actions.complete_task(task=task, by=self.by, attempt=attempt, **fields)
        return self.detail(self.one())


class TaskSnooze(TaskResource):
    @operation("tasks_snooze", _("Put a task off"), takes=s.SnoozeIn, gives=s.TaskOut, **WRITE)
    def post(self, request, task_id):
        actions.snooze_task(task=self.one(), by=self.by, **self.body())
        return self.detail(self.one())


class CaseTasks(OnCase):
    tag = "followups"
    model = Task
    ordering = ("sort_on", "id")

    def visible(self) -> QuerySet:
        return super().visible().with_names()

    @operation("case_tasks_list", _("The tasks of a case"), gives=s.TaskOut, many=True, **READ)
    def get(self, request, case_id):
        return self.page(self.visible())

    @operation("case_tasks_write", _("Write a task"), takes=s.TaskIn, gives=s.TaskOut, status=201, **WRITE)
    def post(self, request, case_id):
        task = actions.write_task(case=self.case(), by=self.by, **self.body())
        return self.created(task, reverse("api:task", args=[task.pk]))


class ContactAttempts(OnCase):
    tag = "followups"
    model = ContactAttempt
    ordering = ("-at", "-id")

    def visible(self) -> QuerySet:
        attempts = ContactAttempt.objects.visible_to(self.by).filter(person=self.case().person_id)
        return attempts.select_related("by_user", "organisation")

    @operation("attempts_list", _("Attempts to reach the person"), gives=s.AttemptOut, many=True, **READ)
    def get(self, request, case_id):
        return self.page(self.visible())

    @operation(
        "attempts_record",
        _("Record an attempt to reach the person"),
        takes=s.AttemptIn,
        gives=s.AttemptOut,
        status=201,
        description=_("After three that failed in a row a blocker says that she cannot be reached."),
        **WRITE,
    )
    def post(self, request, case_id):
        attempt = record_attempt(case=self.case(), by=self.by, **self.body())
        return self.created(attempt, reverse("api:contact-attempts", args=[case_id]))


class Messages(OnCase):
    tag = "followups"
    model = Message

    @operation(
        "messages_list", _("Messages sent to the person, the newest first"), gives=s.MessageOut, many=True, **READ
    )
    def get(self, request, case_id):
        return self.page(self.visible())
