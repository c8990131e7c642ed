"""What people asked about their own data, and files whose time to be kept has ended."""

from casework.access.policy import Section
from casework.demo.days import instant, iso
from casework.demo.households import pick, uuid
from casework.demo.organisations import Actor
from casework.demo.story import Story
from casework.people.models import DataRequest
from casework.people.models.rights import ANSWER_DAYS

Wish, Status = DataRequest.Kind, DataRequest.Status

# Repeated ones are likelier. What restricts or erases is not among the answered ones: nobody here is anonymised.
OPEN_WISHES = (Wish.ACCESS, Wish.ACCESS, Wish.RECTIFY, Wish.RESTRICT, Wish.ERASE)
DETAILS = {
    Wish.ACCESS: ("Quiere una copia impresa.", "Pide saber con quién se compartió su caso."),
    Wish.RECTIFY: ("El segundo apellido está mal escrito.", "La fecha de nacimiento está errada."),
    Wish.RESTRICT: ("No quiere que se use su expediente mientras reclama.",),
    Wish.ERASE: ("Ya no vive en Ecuador y pide que se borren sus datos.",),
}
ANSWERS = {
    Wish.ACCESS: "Se le entregó el archivo con todo lo que se guarda.",
    Wish.RECTIFY: "Se corrigió el dato y se le mostró el cambio.",
}
# A file is proposed in the night after its day; the demo's proposals are of the last days.
PROPOSED_DAYS = 12


def tell_rights(story: Story) -> None:
    """A few requests, some of them late, some answered; and the proposals that the nightly job would have made."""
    if story.kept_until and story.kept_until.toordinal() < story.yesterday - PROPOSED_DAYS:
        _write(story, Wish.RETENTION, story.yesterday - int(story.rng.random() * PROPOSED_DAYS), by=None)
        return
    if story.closed or not story.chance(0.012):
        return
    if story.chance(0.5):
        received = story.between(max(story.plan.registered, story.yesterday - ANSWER_DAYS - 2), story.yesterday)
        _write(story, pick(story.rng, OPEN_WISHES), received, by=story.worker)
    else:
        received = story.between(story.plan.registered, story.yesterday - 1)
        answered = story.between(received, received + ANSWER_DAYS - 1)
        _write(story, pick(story.rng, tuple(ANSWERS)), received, by=story.worker, answered=answered)


def _write(story: Story, wish: Wish, received: int, *, by: Actor | None, answered: int | None = None) -> None:
    story.batch.add(
        DataRequest,
        id=uuid(story.rng),
        created_at=instant(received),
        updated_at=instant(answered or received),
        person_id=story.member.id,
        kind=wish.value,
        status=(Status.DONE if answered else Status.OPEN).value,
        details=pick(story.rng, DETAILS[wish]) if by else "",
        received_on=iso(received),
        due_on=iso(received + ANSWER_DAYS),
        organisation_id=story.home.organisation_id,
        recorded_by_id=by and by.user_id,
        answer=ANSWERS[wish] if answered else "",
        answered_on=answered and iso(answered),
        answered_by_id=answered and by.user_id,
    )
    if by:
        story.tell(received, "data_request_opened", Section.CONSENTS, by, wish=wish.value)
    if answered:
        story.tell(answered, "data_request_answered", Section.CONSENTS, by, wish=wish.value, outcome=Status.DONE.value)
