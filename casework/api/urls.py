"""Every address of the API, /api/v1/…"""

from django.urls import path, re_path

from casework.api import docs
from casework.api.followups import views as followups
from casework.api.imports import views as imports
from casework.api.journey import accesses, attachments, log, moves
from casework.api.journey import views as journey
from casework.api.merging import views as merging
from casework.api.people import asking, consents, duplicates, households, matching, protection, rights
from casework.api.people import views as people
from casework.api.programmes import views as programmes
from casework.api.reference import views as reference
from casework.api.resource import NotThere

app_name = "api"

urlpatterns = [
    path("me/", reference.Me.as_view(), name="me"),
    path("divisions/", reference.Divisions.as_view(), name="divisions"),
    path("divisions/<slug:code>/", reference.DivisionDetail.as_view(), name="division"),
    path("organisations/", reference.Organisations.as_view(), name="organisations"),
    path("organisations/<uuid:organisation_id>/", reference.OrganisationDetail.as_view(), name="organisation"),
    path("caseworkers/", reference.Caseworkers.as_view(), name="caseworkers"),
    path("pathways/", reference.Pathways.as_view(), name="pathways"),
    path("pathways/<slug:code>/", reference.PathwayDetail.as_view(), name="pathway"),
    # People
    path("people/", people.People.as_view(), name="people"),
    path("people/match/", matching.PeopleMatch.as_view(), name="people-match"),
    path("people/<uuid:person_id>/", people.PersonDetail.as_view(), name="person"),
    path("people/<uuid:person_id>/documents/", people.Documents.as_view(), name="documents"),
    path("people/<uuid:person_id>/documents/<uuid:document_id>/", people.DocumentDetail.as_view(), name="document"),
    path("people/<uuid:person_id>/contacts/", people.Contacts.as_view(), name="contacts"),
    path("people/<uuid:person_id>/contacts/<uuid:contact_id>/", people.ContactDetail.as_view(), name="contact"),
    path(
        "people/<uuid:person_id>/contacts/<uuid:contact_id>/recovery/",
        people.ContactRecovery.as_view(),
        name="contact-recovery",
    ),
    path(
        "people/<uuid:person_id>/contacts/<uuid:contact_id>/messages/",
        people.ContactMessages.as_view(),
        name="contact-messages",
    ),
    path("people/<uuid:person_id>/needs/", people.Needs.as_view(), name="needs"),
    path("people/<uuid:person_id>/needs/<uuid:need_id>/", people.NeedDetail.as_view(), name="need"),
    path("people/<uuid:person_id>/consents/", consents.Consents.as_view(), name="consents"),
    path("people/<uuid:person_id>/consents/<uuid:consent_id>/", consents.ConsentDetail.as_view(), name="consent"),
    path(
        "people/<uuid:person_id>/consents/<uuid:consent_id>/withdraw/",
        consents.ConsentWithdraw.as_view(),
        name="consent-withdraw",
    ),
    path("people/<uuid:person_id>/data-requests/", rights.DataRequests.as_view(), name="data-requests"),
    path(
        "people/<uuid:person_id>/data-requests/<uuid:request_id>/",
        rights.DataRequestDetail.as_view(),
        name="data-request",
    ),
    path("people/<uuid:person_id>/merge/", merging.PersonMerge.as_view(), name="person-merge"),
    path("merges/<uuid:merge_id>/", merging.MergeDetail.as_view(), name="merge"),
    path("merges/<uuid:merge_id>/undo/", merging.MergeUndo.as_view(), name="merge-undo"),
    path("duplicates/", duplicates.Duplicates.as_view(), name="duplicates"),
    path(
        "duplicates/decide-identical/",
        duplicates.DuplicatesDecideIdentical.as_view(),
        name="duplicates-decide-identical",
    ),
    path("duplicates/<uuid:pair_id>/", duplicates.DuplicateDetail.as_view(), name="duplicate"),
    path("duplicates/<uuid:pair_id>/decide/", duplicates.DuplicateDecide.as_view(), name="duplicate-decide"),
    path(
        "duplicates/<uuid:pair_id>/live-together/",
        duplicates.DuplicateLiveTogether.as_view(),
        name="duplicate-live-together",
    ),
    path("people/<uuid:person_id>/death/", people.Death.as_view(), name="death"),
    path("people/<uuid:person_id>/death/take-back/", people.DeathTakenBack.as_view(), name="death-take-back"),
    path("people/<uuid:person_id>/export/", rights.PersonExport.as_view(), name="export"),
    path("people/<uuid:person_id>/protection-notes/", protection.ProtectionNotes.as_view(), name="protection-notes"),
    path("households/", households.Households.as_view(), name="households"),
    path("households/<uuid:household_id>/", households.HouseholdDetail.as_view(), name="household"),
    path("households/<uuid:household_id>/split/", households.HouseholdSplit.as_view(), name="household-split"),
    path("households/<uuid:household_id>/join/", households.HouseholdJoin.as_view(), name="household-join"),
    path("households/<uuid:household_id>/members/", households.HouseholdMembers.as_view(), name="household-members"),
    *(
        path(f"households/<uuid:household_id>/members/<uuid:person_id>/{end}", view.as_view(), name=name)
        for end, view, name in (
            ("", households.HouseholdMember, "household-member"),
            ("leave/", households.MemberLeave, "member-leave"),
            ("head/", households.MemberHead, "member-head"),
            ("applicant/", households.MemberApplicant, "member-applicant"),
        )
    ),
    path("access-requests/", asking.AccessRequests.as_view(), name="access-requests"),
    path("access-requests/<uuid:access_request_id>/", asking.AccessRequestDetail.as_view(), name="access-request"),
    path(
        "access-requests/<uuid:access_request_id>/grant/",
        asking.AccessRequestGrant.as_view(),
        name="access-request-grant",
    ),
    path(
        "access-requests/<uuid:access_request_id>/refuse/",
        asking.AccessRequestRefuse.as_view(),
        name="access-request-refuse",
    ),
    # Cases
    path("cases/", journey.Cases.as_view(), name="cases"),
    path("cases/<uuid:case_id>/", journey.CaseDetail.as_view(), name="case"),
    path("cases/<uuid:case_id>/close/", journey.CaseClose.as_view(), name="case-close"),
    path("cases/<uuid:case_id>/reopen/", journey.CaseReopen.as_view(), name="case-reopen"),
    path("cases/<uuid:case_id>/assign/", journey.CaseAssign.as_view(), name="case-assign"),
    path("cases/<uuid:case_id>/blockers/", journey.Blockers.as_view(), name="blockers"),
    path("cases/<uuid:case_id>/blockers/<uuid:blocker_id>/", journey.BlockerDetail.as_view(), name="blocker"),
    path(
        "cases/<uuid:case_id>/blockers/<uuid:blocker_id>/resolve/",
        journey.BlockerResolve.as_view(),
        name="blocker-resolve",
    ),
    path("cases/<uuid:case_id>/notes/", journey.Notes.as_view(), name="notes"),
    path("cases/<uuid:case_id>/notes/<uuid:note_id>/", journey.NoteDetail.as_view(), name="note"),
    path("cases/<uuid:case_id>/attachments/", attachments.Attachments.as_view(), name="attachments"),
    path(
        "cases/<uuid:case_id>/attachments/<uuid:attachment_id>/",
        attachments.AttachmentDetail.as_view(),
        name="attachment",
    ),
    path(
        "cases/<uuid:case_id>/attachments/<uuid:attachment_id>/content/",
        attachments.AttachmentContent.as_view(),
        name="attachment-content",
    ),
    # Follow-up
    path("imports/", imports.Imports.as_view(), name="imports"),
    path("imports/<uuid:import_id>/", imports.ImportDetail.as_view(), name="import"),
    path("imports/<uuid:import_id>/columns/", imports.ImportColumns.as_view(), name="import-columns"),
    path("imports/<uuid:import_id>/place/", imports.ImportPlace.as_view(), name="import-place"),
    path("imports/<uuid:import_id>/decide/", imports.ImportDecide.as_view(), name="import-decide"),
    path("imports/<uuid:import_id>/commit/", imports.ImportCommit.as_view(), name="import-commit"),
    path("imports/<uuid:import_id>/undo/", imports.ImportUndo.as_view(), name="import-undo"),
    path("imports/<uuid:import_id>/discard/", imports.ImportDiscard.as_view(), name="import-discard"),
    path("imports/<uuid:import_id>/rows/", imports.ImportRows.as_view(), name="import-rows"),
    path("imports/<uuid:import_id>/rows/<uuid:row_id>/", imports.ImportRowDecide.as_view(), name="import-row"),
    path("imports/<uuid:import_id>/rows/<uuid:row_id>/take/", imports.ImportRowTake.as_view(), name="import-row-take"),
    path("imports/<uuid:import_id>/rows/<uuid:row_id>/mend/", imports.ImportRowMend.as_view(), name="import-row-mend"),
    path("imports/<uuid:import_id>/decide-ticked/", imports.ImportTicked.as_view(), name="import-ticked"),
    path("imports/<uuid:import_id>/homes/", imports.ImportHomes.as_view(), name="import-homes"),
    path("imports/<uuid:import_id>/caseworker/", imports.ImportCaseworker.as_view(), name="import-caseworker"),
    path("imports/<uuid:import_id>/errors/csv/", imports.ImportErrorsCsv.as_view(), name="import-errors-csv"),
    path("imports/<uuid:import_id>/errors/xlsx/", imports.ImportErrorsXlsx.as_view(), name="import-errors-xlsx"),
    path("tasks/", followups.Tasks.as_view(), name="tasks"),
    path("tasks/<uuid:task_id>/", followups.TaskDetail.as_view(), name="task"),
    path("tasks/<uuid:task_id>/complete/", followups.TaskComplete.as_view(), name="task-complete"),
    path("tasks/<uuid:task_id>/snooze/", followups.TaskSnooze.as_view(), name="task-snooze"),
    path("cases/<uuid:case_id>/tasks/", followups.CaseTasks.as_view(), name="case-tasks"),
    path("cases/<uuid:case_id>/contact-attempts/", followups.ContactAttempts.as_view(), name="contact-attempts"),
    path("cases/<uuid:case_id>/messages/", followups.Messages.as_view(), name="messages"),
    path("cases/<uuid:case_id>/log/", log.CaseLog.as_view(), name="case-log"),
    path("cases/<uuid:case_id>/accesses/", accesses.Accesses.as_view(), name="accesses"),
    path("cases/<uuid:case_id>/accesses/<uuid:access_id>/", accesses.AccessDetail.as_view(), name="access"),
    path("cases/<uuid:case_id>/accesses/<uuid:access_id>/end/", accesses.AccessEnd.as_view(), name="access-end"),
    path("cases/<uuid:case_id>/events/", journey.Events.as_view(), name="events"),
    # The journey: one address for each move of the map
    path("cases/<uuid:case_id>/stages/", moves.Stages.as_view(), name="stages"),
    *(
        path(
            f"cases/<uuid:case_id>/stages/{stage}/{verb}/",
            moves.Move.as_view(stage=stage, verb=verb),
            name=f"move-{stage}-{verb}",
        )
        for stage, verb in moves.MOVES
    ),
    path("cases/<uuid:case_id>/stages/<slug:stage>/<slug:verb>/", moves.NoSuchMove.as_view(), name="no-such-move"),
    # Training and seed capital
    path("trainings/", programmes.Trainings.as_view(), name="trainings"),
    path("trainings/<uuid:training_id>/", programmes.TrainingDetail.as_view(), name="training"),
    path("awards/", programmes.Awards.as_view(), name="awards"),
    path("awards/<uuid:award_id>/", programmes.AwardDetail.as_view(), name="award"),
    path(
        "awards/<uuid:award_id>/instalments/<int:number>/pay/",
        programmes.InstalmentPay.as_view(),
        name="instalment-pay",
    ),
    # The description
    path("schema/", docs.Description.as_view(), name="schema"),
    path("docs/", docs.Docs.as_view(), name="docs"),
    re_path(r"", NotThere.as_view(), name="not-there"),
]
