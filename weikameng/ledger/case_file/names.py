"""Where everything lies in the archive."""

CASE = "case.json"
CHAIN = "evidence/chain.json"
PICTURES, ORIGINALS = "evidence/pictures/", "evidence/originals/"
POLICIES, LOG = "policy/", "log/"


def picture(position: int, digest: str) -> str:
    """The copy of an item's picture, as it may be shown."""
    return f"{PICTURES}{position:03}-{digest}.jpg"


def original(position: int, digest: str) -> str:
    """The bytes as they were handed in; no program opens them by this name."""
    return f"{ORIGINALS}{position:03}-{digest}.original"


def policy(digest: str) -> str:
    """The text of a policy version, by its SHA-256: names of versions are free text."""
    return f"{POLICIES}{digest}.toml"


def bundle(good: str) -> str:
    """The history of a good in the public log, with its proofs; ``good`` is its id in hex."""
    return f"{LOG}{good}.bundle"


def is_document(name: str) -> bool:
    """Say whether checking reads it; pictures are only counted through."""
    return name in {CASE, CHAIN} or name.startswith((POLICIES, LOG)) or "/" not in name
