"""Makes the model that Casework ships: .venv/bin/python -m bench.default_model

From an invented register that no benchmark measures on. Run it anew when comparisons, levels or names changed.
"""

import json

from bench.register import Row, register
from casework.people.matching import Traits, learn_from
from casework.people.matching.model import DEFAULT

PEOPLE, SEED = 100_000, 2


def traits_of(row: Row) -> Traits:
    return Traits(
        given_names=row.given_names,
        family_names=row.family_names,
        sex=row.sex,
        birth_date=row.birth_date,
        birth_precise=row.birth_precise,
        documents=row.documents,
        phones=row.phones,
        canton=row.canton,
        address=row.address,
    )


def main() -> None:
    model = learn_from([traits_of(row) for row, _ in register(PEOPLE, SEED)])
    DEFAULT.write_text(json.dumps(model.as_data(), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
