"""What is written when an invented person is registered: herself, her papers, ways to reach her, and her needs."""

from casework.access.policy import Section
from casework.demo.days import instant, iso
from casework.demo.households import Precision, Relationship, Sex, pick, uuid, venezuelan_mobile
from casework.demo.names import PLAIN
from casework.demo.plans import Reached
from casework.demo.story import Story
from casework.people.drafts import name_key
from casework.people.likenesses import TELEPHONES
from casework.people.models import ContactPoint, IdentityDocument, Person, SpecificNeed
from casework.people.rules import contact_key

Kind, Evidence = IdentityDocument.Kind, IdentityDocument.Evidence
Contact, Owner, State = ContactPoint.Kind, ContactPoint.Owner, ContactPoint.State
Need = SpecificNeed.Kind

SEEN = (Evidence.ORIGINAL, Evidence.ORIGINAL, Evidence.COPY, Evidence.COPY, Evidence.DECLARED)
DOMAINS = ("correo.example", "mensaje.example", "buzon.example")
YEAR = 365


def tell_registration(story: Story, entered: int) -> None:
    """The person as she was taken down on the day of her registration."""
    day, by, member, family = story.plan.registered, story.worker, story.member, story.family
    at = instant(day)
    knows_entry = member.entered and family.entry_regular is not None
    story.batch.add(
        Person,
        id=member.id,
        created_at=at,
        updated_at=at,
        given_names=member.given_names,
        family_names=member.family_names,
        name_key=name_key(member.given_names, member.family_names),
        sex=member.sex,
        birth_date=member.birth_written and iso(member.birth_written),
        birth_precision=member.birth_precision,
        nationality=family.nationality,
        language=family.language,
        canton_id=family.canton,
        address=family.address,
        entry_date=iso(entered) if knows_entry else None,
        entry_point=family.entry_point if knows_entry else "",
        entry_regular=family.entry_regular if knows_entry else None,
        household_id=family.id,
        relationship=member.relationship,
        household_since=iso(entered) if family.id and member.entered else None,
        principal_applicant=member.relationship == Relationship.HEAD and story.reached >= Reached.VISA,
    )
    story.tell(day, "person_registered", Section.IDENTITY, by)
    _tell_documents(story, day, by)
    _tell_contacts(story, day, by)
    _tell_needs(story, day, by)
    story.tell(day, "case_opened", Section.JOURNEY, by, code=story.code)
    if member.relationship == Relationship.HEAD:
        story.tell(day, "household_joined", Section.HOUSEHOLD, by, relationship=member.relationship)


def _tell_documents(story: Story, day: int, by) -> None:
    """Papers she came with: a cédula of her country, a passport that is often past its end, or none at all."""
    member, country = story.member, story.family.nationality
    born = member.birth if member.birth_precision == Precision.DAY.value else None
    if member.age < 9:
        if story.chance(0.8):
            number = f"{int(story.rng.random() * 9_000) + 100}-{int(story.rng.random() * 900) + 10}"
            issued = born and story.between(born + 10, min(born + 200, day))
            kind, where = Kind.BIRTH_CERTIFICATE, country if member.entered else "EC"
            story.add_document(kind.value, number, where, issued if issued else None, None, _seen(story), day, by)
        return
    if country == "VE" and story.chance(0.86):
        number = f"V-{_ve_number(story)}"
        story.add_document(Kind.VE_CEDULA.value, number, country, None, None, _seen(story), day, by)
    elif country in ("CO", "PE", "CU") and story.chance(0.8):
        number = f"{int(story.rng.random() * 900_000_000) + 100_000_000}"
        story.add_document(Kind.NATIONAL_ID.value, number, country, None, None, _seen(story), day, by)
    if story.chance(0.42 if country == "VE" else 0.7):
        _tell_passport(story, day, by, born)
    if country in ("VE", "CO", "PE") and story.family.entry_regular and story.chance(0.15):
        number = f"{int(story.rng.random() * 90_000_000) + 10_000_000}"
        story.add_document(Kind.ANDEAN_CARD.value, number, "EC", None, None, Evidence.COPY, day, by)


def _tell_passport(story: Story, day: int, by, born: int | None) -> None:
    number, country = f"{int(story.rng.random() * 90_000_000) + 80_000_000:09}", story.family.nationality
    if story.chance(0.15):
        story.add_document(Kind.PASSPORT.value, number, country, None, None, Evidence.DECLARED, day, by)
        return
    # Before the day of registration by up to nine years: more than half have run out since.
    issued = day - 60 - int(story.rng.random() * 9 * YEAR)
    issued = max(issued, born + 30) if born else issued
    expires = issued + (5 if story.chance(0.6) else 10) * YEAR
    story.add_document(Kind.PASSPORT.value, number, country, issued, expires, _seen(story), day, by)


def _seen(story: Story) -> Evidence:
    return pick(story.rng, SEEN)


def _ve_number(story: Story) -> int:
    """Numbers of Venezuelan cédulas grow with the year of birth."""
    age = story.member.age
    return max(3_000_000, int(34_500_000 - age * 420_000 + story.rng.random() * 2_500_000))


def _tell_contacts(story: Story, day: int, by) -> None:
    """Own telephones and e-mails, a relative's, ones that were lost since, or none."""
    member, family = story.member, story.family
    if member.age < 14:
        if family.phone and story.chance(0.7):
            _contact(story, Contact.PHONE, family.phone, Owner.RELATIVE, day, by)
        return
    if family.phone and (not member.relationship or member.relationship == Relationship.HEAD):
        _contact(story, Contact.PHONE, family.phone, Owner.OWN, day, by)
    elif family.phone and story.chance(0.5):
        _contact(story, Contact.PHONE, family.phone, Owner.RELATIVE, day, by)
    if family.nationality == "VE" and story.chance(0.22):
        _contact(story, Contact.WHATSAPP, venezuelan_mobile(story.rng), Owner.OWN, day, by)
    if story.chance(0.5):
        first = member.given_names.partition(" ")[0].translate(PLAIN).lower()
        last = member.family_names.partition(" ")[0].translate(PLAIN).lower()
        address = f"{first}.{last}{int(story.rng.random() * 9_990) + 10}@{pick(story.rng, DOMAINS)}"
        _contact(story, Contact.EMAIL, address, Owner.OWN if story.chance(0.85) else Owner.OTHER, day, by, lost=0.2)


def _contact(story: Story, kind: Contact, value: str, owner: Owner, day: int, by, lost: float = 0.08) -> None:
    state, marked = State.UNVERIFIED, day
    draw = story.rng.random()
    if draw < lost + 0.3 and day < story.yesterday:
        state = State.LOST if draw < lost else State.REACHABLE
        marked = story.between(day + 1, story.yesterday)
    contact_id, at = uuid(story.rng), instant(day)
    if kind in TELEPHONES:
        story.phones.append((at, contact_id, value))
    story.batch.add(
        ContactPoint,
        id=contact_id,
        created_at=at,
        updated_at=instant(marked),
        person_id=story.member.id,
        kind=kind.value,
        value=value,
        value_key=contact_key(kind, value),
        owner=owner.value,
        state=state.value,
        lost_at=instant(marked) if state == State.LOST else None,
        **(story.seen(marked, story.worker) if state == State.REACHABLE else {}),
    )
    story.tell(day, "contact_added", Section.CONTACT, by, contact=kind.value)
    if state != State.UNVERIFIED:
        story.tell(marked, "contact_marked", Section.CONTACT, story.worker, contact=kind.value, state=state.value)


def _tell_needs(story: Story, day: int, by) -> None:
    age = story.member.age
    if story.chance(0.035):
        _need(story, Need.DISABILITY, day, by, percent=30 + int(story.rng.random() * 60))
    if story.chance(0.03 + age / 900):
        _need(story, Need.CHRONIC_ILLNESS, day, by)
    if story.member.sex == Sex.FEMALE and 15 <= age <= 44 and story.chance(0.05):
        _need(story, Need.PREGNANCY, day, by)


def _need(story: Story, kind: Need, day: int, by, percent: int | None = None) -> None:
    story.batch.add(
        SpecificNeed,
        id=uuid(story.rng),
        created_at=instant(day),
        updated_at=instant(day),
        person_id=story.member.id,
        kind=kind.value,
        percent=percent,
    )
    story.tell(day, "need_added", Section.NEEDS, by)
