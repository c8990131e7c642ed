"""A model of what agreements are worth, learned from the register as it is, without anybody saying who is the same."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from casework.access.scope import system
from casework.base.progress import Progress
from casework.people.candidates import sharing_keys, traits_of
from casework.people.likenesses import VERSION
from casework.people.matching import compare, learn
from casework.people.matching.learning import name_shares, random_pairs
from casework.people.matching.model import bands_of
from casework.people.models import Likeness, MatchModel

# With fewer people chance is not seen; of more than these a sample tells as much.
FEWEST, SAMPLE, AT_ONCE = 2_000, 50_000, 500
DRAW = """
SELECT person_id FROM people_likeness TABLESAMPLE BERNOULLI (%s) REPEATABLE (1) WHERE made_by = %s ORDER BY person_id
"""


@transaction.atomic
def learn_model(*, sample: int = SAMPLE, progress: Progress | None = None) -> MatchModel:
    """Learns from so many people, each compared with all of the register that share a key with her, and keeps it as the
    next version, which is used from then on. The same register gives the same model.

    Raises ValidationError where there are too few people to learn from.
    """
    with system("what agreements are worth is learned from everybody"):
        people = Likeness.objects.filter(made_by=VERSION).count()
        if people < FEWEST:
            sentence = _("Too few people to learn from: %(people)s of at least %(fewest)s.")
            raise ValidationError(sentence % {"people": people, "fewest": FEWEST}, code="too_few_people")
        with connection.cursor() as cursor:
            cursor.execute(DRAW, [min(100, 100 * sample / people), VERSION])
            drawn = [person for (person,) in cursor.fetchall()]
        known, progress = traits_of(set(drawn)), progress or Progress()
        traits = [known[person] for person in drawn]
        shares = name_shares(traits)
        bands = bands_of(shares)
        candidates = Counter()
        for begin in range(0, len(drawn), AT_ONCE):
            progress("People compared", begin, len(drawn))
            batch = drawn[begin : begin + AT_ONCE]
            found = sharing_keys([known[person] for person in batch])
            others = traits_of({other for shared in found for other in shared})
            for person, shared in zip(batch, found, strict=True):
                # Whose likeness went meanwhile is compared with nobody.
                there = (others[other] for other in shared if other != person and other in others)
                candidates.update(compare(known[person], other, bands) for other in there)
        # Each pair of the register would have been met from both sides.
        whole = people / len(drawn) / 2
        counted = {levels: number * whole for levels, number in candidates.items()}
        by_chance = Counter(compare(traits[one], traits[other], bands) for one, other in random_pairs(len(traits)))
        model = learn(counted, by_chance, people=people, shares=shares)
        last = MatchModel.objects.values_list("number", flat=True).first() or 0
        return MatchModel.objects.create(number=last + 1, data=model.as_data(), people=people, sample=len(drawn))
