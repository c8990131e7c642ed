"""People who stand in one sheet twice."""

from hashlib import blake2b

from .problems import Problem
from .values.documents import VE_CEDULA
from .values.words import fold


class Twins:
    """Finds people who stand in the file twice. Only tells: whether it is one person is decided with the register.

    What it remembers of a row are eight bytes for each key, so that a hundred thousand rows are a few megabytes.
    """

    def __init__(self):
        self.first_line = {}

    def warnings(self, line, person):
        told = []
        for code, field, value, key in self._keys(person):
            digest = blake2b(f"{code}\0{key}".encode(), digest_size=8).digest()
            other = self.first_line.setdefault(digest, line)
            if other != line and all(problem.params["other"] != other for problem in told):
                told.append(Problem(line, "", field, value, code, {"other": other}))
        return told

    @staticmethod
    def _keys(person):
        for document in person.documents:
            if document.number:
                # The letter of a Venezuelan cédula is often left out.
                key = document.number.lstrip("VE") if document.kind == VE_CEDULA else document.number
                yield "row_same_document", "document_number", document.number, key
        full_name = f"{person.given_names} {person.family_names}"
        words = sorted(fold(full_name).split())
        if words and person.birth_date:
            yield "row_same_person", "full_name", full_name, f"{' '.join(words)} {person.birth_date}"
