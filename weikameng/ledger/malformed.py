"""The one error of every parser here: bytes from outside that are not of the form they claim."""


class Malformed(Exception):
    """Nothing in this input may be believed; ``code`` names the part that is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
