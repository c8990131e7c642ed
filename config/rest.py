"""How REST is served and described: what Django REST framework and drf-spectacular are told."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "casework.api.auth.TokenAuthentication",
        "casework.api.auth.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["casework.api.permissions.MayAct"],
    "DEFAULT_PARSER_CLASSES": ["casework.api.bodies.JsonBody"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "casework.api.pagination.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "casework.api.bodies.OneAnswer",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "casework.api.schema.CaseworkSchema",
    "EXCEPTION_HANDLER": "casework.api.errors.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "DEFAULT_THROTTLE_CLASSES": ["casework.api.throttling.EachByItsRate"],
    # Requests a minute: of a person who is signed in, of an address, and of an address that fails at /oauth/token/.
    # What a partner system may do stands in its row.
    "DEFAULT_THROTTLE_RATES": {"person": 600, "address": 60, "failed_sign_in": 10},
    # How many proxies of ours add to X-Forwarded-For; with none it is not believed.
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Casework",
    "DESCRIPTION": "Case management for migrants in Ecuador: people, their journey through regularisation, training "
    "and seed capital. Errors are RFC 9457 problems; every POST takes an Idempotency-Key; dates are days in "
    "America/Guayaquil, instants are UTC, amounts are US dollars.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["casework.api.permissions.SignedIn"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": False,
    "GET_LIB_DOC_EXCLUDES": "casework.api.schema.without_docs",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "casework.api.schema.close_bodies",
    ],
    "ENUM_NAME_OVERRIDES": {
        "Sex": "casework.people.models.Person.Sex",
        "BirthPrecision": "casework.people.models.Person.BirthPrecision",
        "Relationship": "casework.people.models.Person.Relationship",
        "DocumentKind": "casework.people.models.IdentityDocument.Kind",
        "Evidence": "casework.people.models.IdentityDocument.Evidence",
        "ContactKind": "casework.people.models.ContactPoint.Kind",
        "ContactOwner": "casework.people.models.ContactPoint.Owner",
        "ContactState": "casework.people.models.ContactPoint.State",
        "NeedKind": "casework.people.models.SpecificNeed.Kind",
        "CaseState": "casework.journey.models.Case.State",
        "CloseReason": "casework.journey.models.Case.CloseReason",
        "Payer": "casework.journey.models.StageRecord.Payer",
        "BlockerCause": "casework.journey.models.Blocker.Cause",
        "PrerequisiteStrength": "casework.journey.models.PathwayStage.Strength",
        "Stage": "casework.journey.stages.StageCode",
        "Track": "casework.journey.stages.Track",
        "Status": "casework.journey.stages.Status",
        "Verb": "casework.journey.stages.Verb",
        "Shown": "casework.journey.rules.Shown",
        "AwardForm": "casework.programmes.models.Award.Form",
        "LogKind": "casework.access.models.LogEntry.Kind",
        "Door": "casework.access.models.Door",
        "OrganisationKind": "casework.access.policy.Kind",
        "Duty": "casework.access.policy.Duty",
        "Role": "casework.access.policy.Role",
        "Right": "casework.access.policy.Right",
        "Section": "casework.access.policy.Section",
        "Language": "django.conf.settings.LANGUAGES",
        "DivisionLevel": "casework.places.models.Division.Level",
    },
}
