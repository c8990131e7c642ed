"""Statistics are gathered where a table has grown, and left alone where it is large beside what was written."""

from casework.base.statistics import gather_statistics, gather_where_grown
from casework.people.models import Person
from tests.planner import known_rows


def add_people(number):
    for _ in range(number):
        Person.objects.create(given_names="Yulimar", family_names="González", name_key="gonzalez yulimar")


def test_a_table_that_grew_by_a_tenth_is_looked_at_and_no_other(db):
    add_people(12)
    gather_statistics(["people_person"])
    assert known_rows("people_person") == 12
    add_people(1)
    gather_where_grown(["people_person"], written=1)
    assert known_rows("people_person") == 12
    add_people(1)
    gather_where_grown(["people_person"], written=2)
    assert known_rows("people_person") == 14
