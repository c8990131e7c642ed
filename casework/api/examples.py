"""Examples of bodies in the OpenAPI description. The tests send each of them."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample


def _body(name, value) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


DOCUMENT_VALUE = {
    "kind": "ve_cedula",
    "number": "V-18456123",
    "country": "VE",
    "issued_on": "2016-05-02",
    "expires_on": "2031-05-02",
    "evidence": "original",
}
CONTACT_VALUE = {"kind": "whatsapp", "value": "0987654321", "owner": "own"}
PERSON_VALUE = {
    "given_names": "Yulimar del Valle",
    "family_names": "González Rondón",
    "sex": "female",
    "birth_date": "1991-03-12",
    "nationality": "VE",
    "canton": "1701",
    "entry_date": "2019-06-30",
    "entry_point": "Rumichaca",
    "entry_regular": False,
    "documents": [DOCUMENT_VALUE],
    "contacts": [CONTACT_VALUE],
    "needs": [],
}

PERSON = _body(_("Somebody with a cédula and a WhatsApp number"), PERSON_VALUE)
PERSON_PATCH = _body(_("She moved"), {"canton": "0901", "address": "Isla Trinitaria"})
DOCUMENT = _body(_("A Venezuelan cédula"), DOCUMENT_VALUE)
CONTACT = _body(_("Her own WhatsApp"), CONTACT_VALUE)
CASE_NEW = _body(_("For somebody who is not registered yet"), {"person": PERSON_VALUE})
CASE_KNOWN = _body(
    _("For somebody who is registered"), {"person": "8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11", "pathway": "virte"}
)
MOVES = {
    ("cpm", "approve"): {"number": "CPM-2026-00123", "issued_on": "2026-03-02", "expires_on": "2026-08-29"},
    ("visa", "submit"): {"application_number": "EV-77120", "fee_amount": "80.00", "fee_paid_by": "iom"},
    ("visa", "approve"): {"number": "E-1702-88", "issued_on": "2026-04-10", "expires_on": "2028-04-09"},
    ("cedula", "approve"): {"number": "1710034065", "issued_on": "2026-05-04", "expires_on": "2028-04-09"},
    ("seed_capital", "approve"): {"form": "cash", "amount": "1000.00", "instalments": 2},
}
CONSENT = _body(
    _("She agrees that partners see her case"), {"purpose": "share", "recipient_kind": "partner", "how": "paper"}
)
SHARING = _body(
    _("To protect her life, without consent"),
    {
        "organisation": "8f1f3c1e-5f6e-4b53-9a51-0e6d1d2a7c11",
        "sections": ["documents"],
        "legal_reason": "vital",
        "explanation": "She is in hospital and cannot be asked.",
    },
)
ACCESS_REQUEST = _body(
    _("She is with us, too"),
    {"token": "gAAAAABn…", "why": "She asks us for help with her visa and says that you have her documents."},
)
DIFFERENT = _body(_("They are twins"), {"state": "different", "reason": "siblings", "remark": "Born in Cuenca."})
LIVE_TOGETHER = _body(_("She is the daughter"), {"relationship": "child"})
BLOCKER = _body(_("She cannot pay the visa"), {"stage": "visa", "cause": "fee", "review_on": "2026-12-15"})


def of_move(stage: str, verb: str) -> list[OpenApiExample]:
    """The example of a move's body, for the moves that have one."""
    value = MOVES.get((stage, verb))
    return [_body(f"{stage} {verb}", value)] if value else []
