"""Hash passwords: Argon2id, so that a stolen table costs a guesser memory, and one sign-in little of a core."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with parameters measured on two cores: 80 ms each, and 46 MiB (docs/figures.md).

    The memory is that of OWASP's first recommendation and the time is double; eight threads at once take 368 MiB.
    Passwords kept by another hasher or other parameters are hashed anew at the next sign-in.
    """

    time_cost = 2
    memory_cost = 46 * 1024  # KiB
    parallelism = 1
