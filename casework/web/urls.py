"""The pages. Ids are random; what is personal stands in no URL."""

from django.urls import path, re_path

from casework.web import errors
from casework.web.views import case, files, lists, log, moves, people, session, sharing

urlpatterns = [
    path("", lists.today, name="today"),
    path("cases/", lists.cases, name="cases"),
    path("search/", lists.search, name="search"),
    path("register/", people.register, name="register"),
    path("people/<uuid:person_id>/open-case/", people.open_case, name="open_case"),
    path("organisation/", session.switch_organisation, name="switch_organisation"),
    path("language/", session.switch_language, name="switch_language"),
    path("files/<uuid:attachment_id>/", files.download, name="download"),
    path("cases/<uuid:case_id>/", case.case_page, name="case"),
    path("cases/<uuid:case_id>/timeline/", case.case_timeline, name="case_timeline"),
    path("cases/<uuid:case_id>/stages/<slug:stage>/<slug:verb>/", moves.move, name="move"),
    path("cases/<uuid:case_id>/instalments/<uuid:instalment_id>/pay/", moves.pay, name="pay"),
    path("cases/<uuid:case_id>/note/", case.add_note, name="add_note"),
    path("cases/<uuid:case_id>/blockers/new/", case.open_blocker, name="open_blocker"),
    path("cases/<uuid:case_id>/blockers/<uuid:blocker_id>/", case.resolve_blocker, name="resolve_blocker"),
    path("cases/<uuid:case_id>/assign/", case.assign, name="assign"),
    path("cases/<uuid:case_id>/take/", case.take, name="take"),
    path("cases/<uuid:case_id>/close/", case.close_case, name="close_case"),
    path("cases/<uuid:case_id>/reopen/", case.reopen_case, name="reopen_case"),
    path("cases/<uuid:case_id>/person/", people.edit_person, name="edit_person"),
    path("cases/<uuid:case_id>/documents/new/", people.add_document, name="add_document"),
    path("cases/<uuid:case_id>/documents/<uuid:document_id>/", people.correct_document, name="correct_document"),
    path("cases/<uuid:case_id>/contacts/new/", people.add_contact, name="add_contact"),
    path("cases/<uuid:case_id>/contacts/<uuid:contact_id>/", people.mark_contact, name="mark_contact"),
    path("cases/<uuid:case_id>/household/", people.join_household, name="join_household"),
    path("cases/<uuid:case_id>/files/new/", files.attach, name="attach"),
    path("cases/<uuid:case_id>/log/", log.who_looked, name="who_looked"),
    path("cases/<uuid:case_id>/changes/", log.what_changed, name="what_changed"),
    path("users/<uuid:user_id>/activity/", log.activity, name="activity"),
    path("log/", log.log, name="log"),
    path("cases/<uuid:case_id>/consents/new/", sharing.give_consent, name="give_consent"),
    path("cases/<uuid:case_id>/consents/<uuid:consent_id>/", sharing.withdraw_consent, name="withdraw_consent"),
    path("cases/<uuid:case_id>/share/", sharing.share_with, name="share_with"),
    path("cases/<uuid:case_id>/share/<uuid:organisation_id>/", sharing.share, name="share"),
    path("cases/<uuid:case_id>/accesses/<uuid:access_id>/", sharing.end_sharing, name="end_sharing"),
    re_path(r"^.+/$", errors.nothing_here, name="nothing_here"),
]
