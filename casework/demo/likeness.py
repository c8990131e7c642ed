"""Make the likeness of an invented person from what was told of them, as registering does."""

from datetime import date
from typing import NamedTuple

from casework.demo.days import instant
from casework.demo.story import Story
from casework.people.likenesses import VERSION, as_text, traits_of
from casework.people.models import Likeness


class Told(NamedTuple):
    """A person as `traits_of` reads one; a row of the model takes longer to make than all of its traits."""

    given_names: str
    family_names: str
    sex: str
    birth_date: date | None
    birth_precision: str
    canton_id: str
    address: str


def tell_likeness(story: Story) -> None:
    """Add the person's likeness and words of names, once all documents and telephones were told.

    Documents and telephones come in the order in which they are read when the likeness is made anew.
    """
    member, family = story.member, story.family
    birth = member.birth_written and date.fromordinal(member.birth_written)
    names = member.given_names, member.family_names
    person = Told(*names, member.sex, birth, member.birth_precision, family.canton, family.address)
    papers, phones = sorted(story.papers), sorted(story.phones)
    traits = traits_of(person, [paper[2:] for paper in papers], [phone[2] for phone in phones])
    values, numbers = as_text(traits)
    story.batch.add(
        Likeness,
        person_id=member.id,
        values=values,
        keys=f"{{{','.join(map(str, numbers))}}}",
        made_by=VERSION,
        noted_at=instant(story.yesterday),
    )
    story.batch.words.update(traits.given, traits.family)
