"""What leaves the house and comes back: encrypted, so that nobody reads it on the way and nobody else can make it."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def cipher(purpose: bytes) -> MultiFernet:
    """For one purpose, with a key made of SECRET_KEY; what an earlier key sealed is still opened."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(purpose + force_bytes(secret)).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
