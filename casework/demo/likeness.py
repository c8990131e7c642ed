"""What an invented person is found and compared by, made of what was told of them, as when somebody is registered."""

from datetime import date

from casework.demo.days import instant
from casework.demo.story import Story
from casework.people.likenesses import VERSION, as_text, traits_of
from casework.people.models import Likeness, Person


def tell_likeness(story: Story) -> None:
    """Add the person's likeness, keys and words of names, once all documents and telephones were told.

    Documents and telephones come in the order in which they are read when the likeness is made anew.
    """
    member, family = story.member, story.family
    person = Person(
        given_names=member.given_names,
        family_names=member.family_names,
        sex=member.sex,
        birth_date=member.birth_written and date.fromordinal(member.birth_written),
        birth_precision=member.birth_precision,
        canton_id=family.canton,
        address=family.address,
    )
    papers, phones = sorted(story.papers), sorted(story.phones)
    traits = traits_of(person, [paper[2:] for paper in papers], [phone[2] for phone in phones])
    values, keys = as_text(traits)
    batch, found_by = story.batch, ",".join(map(str, keys))
    noted_at = instant(story.yesterday)
    batch.add(Likeness, person_id=member.id, values=values, keys=f"{{{found_by}}}", made_by=VERSION, noted_at=noted_at)
    batch.keys += [(key, member.id) for key in keys]
    batch.words.update(traits.given, traits.family)
