"""MD5 signatures as suppliers want them: weak, so nothing rests on them alone (docs/suppliers.md).

Our part: the exact text that is hashed, and comparing without telling how far it agreed.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping

SIGN = "sign"


def sorted_characters(members: Mapping[str, str], secret: str) -> str:
    """Return Fulu's signature: all characters of the JSON without ``sign``, sorted, the secret.

    ``members``: each value as it is written in the JSON, since writing it anew changes characters.
    """
    text = ",".join(f"{_written(name)}:{raw}" for name, raw in members.items() if name != SIGN)
    return _md5("".join(sorted(f"{{{text}}}")) + secret)


def written(params: Mapping[str, str]) -> dict[str, str]:
    """Return the members of a JSON object of texts as they are written."""
    return {name: _written(value) for name, value in params.items()}


def sorted_form(params: Mapping[str, str], key: str) -> str:
    """Return a form's signature: the key, then each name and value but ``sign``, by name."""
    pairs = sorted((name, value) for name, value in params.items() if name != SIGN)
    return _md5(key + "".join(name + value for name, value in pairs))


def agrees(said: object, wanted: str) -> bool:
    """Whether a signature is the one we expect, in whichever case it is written."""
    return isinstance(said, str) and hmac.compare_digest(
        said.lower().encode(), wanted.lower().encode()
    )


def _written(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
