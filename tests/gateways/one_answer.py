"""A line on whose other end one answer is given to whatever is asked."""

import httpx


class OneAnswer:
    """Answers every request the same (a status and bytes, or an error); keeps what was asked."""

    def __init__(self, answer: tuple[int, bytes] | Exception) -> None:
        self.answer = answer
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        status, raw = self.answer
        # As a stream: an answer that is there at once would not be read as a real one is.
        return httpx.Response(status, content=iter([raw]))

    def client(self) -> httpx.Client:
        """Return a client on this line."""
        return httpx.Client(transport=httpx.MockTransport(self), trust_env=False)
