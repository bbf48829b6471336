"""A receiver's view of our deliveries: the standard's own library, over real connections (P2)."""

import socket
import threading
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.receiver import receiving
from weikameng.domain.webhook_addresses import networks_from
from weikameng.gateways import webhooks
from weikameng.gateways.webhooks import Courier, Letter

NEW, OLD, STRANGE = (f"whsec_{letter * 43}=" for letter in "ABC")
BODY = '{"type":"refund.opened","data":{"words":{"zh":"订单有了退款申请。"}}}'
LOCAL = networks_from("127.0.0.0/8,::1")


@pytest.fixture
def receiver():
    with receiving() as one:
        yield one


def letter(url, *secrets):
    return Letter(url, "msg_1", BODY, secrets or (NEW,))


def send(url, *secrets, allowed=LOCAL):
    return Courier(allowed).send(letter(url, *secrets), datetime.now(UTC))


def test_a_stranger_checks_the_signature_with_the_standards_library(receiver):
    assert send(receiver.url).taken
    ((headers, body),) = receiver.came
    assert Webhook(NEW).verify(body, headers) == {
        "type": "refund.opened",
        "data": {"words": {"zh": "订单有了退款申请。"}},
    }
    assert headers["content-type"] == "application/json; charset=utf-8"


def test_another_secret_or_another_body_does_not_hold(receiver):
    send(receiver.url)
    ((headers, body),) = receiver.came
    with pytest.raises(WebhookVerificationError):
        Webhook(STRANGE).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW).verify(body.replace(b"opened", b"closed"), headers)


def test_while_a_secret_is_changed_either_holds(receiver):
    send(receiver.url, NEW, OLD)
    ((headers, body),) = receiver.came
    for secret in (NEW, OLD):
        assert Webhook(secret).verify(body, headers)


def test_a_redirect_is_an_answer_and_is_not_followed(receiver):
    receiver.says(302, {"Location": receiver.url + "/elsewhere"})
    assert send(receiver.url).status == 302
    assert len(receiver.came) == 1


def test_the_name_is_looked_up_once_and_the_checked_address_is_called(receiver, monkeypatch):
    """DNS rebinding: the second answer would be another; there is no second question."""
    asked = []
    real = socket.getaddrinfo

    def rebinding(host, port, *args, **kwargs):
        if host != "hooks.example.com":
            return real(host, port, *args, **kwargs)
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert send(receiver.url.replace("127.0.0.1", "hooks.example.com")).taken
    assert asked == ["hooks.example.com"]
    ((headers, _),) = receiver.came
    assert headers["host"].startswith("hooks.example.com:")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]"])
def test_this_machine_is_not_called_by_any_spelling(receiver, host):
    url = receiver.url.replace("127.0.0.1", host).replace("http:", "https:")
    assert send(url, allowed=()).code in {webhooks.REFUSED, webhooks.UNKNOWN_HOST}
    assert receiver.came == []


def test_a_name_nobody_knows_is_an_answer():
    assert send("https://no-such-host.invalid/").code == webhooks.UNKNOWN_HOST


def test_nobody_listening_is_an_answer():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert send(f"http://127.0.0.1:{free.getsockname()[1]}/").code == "ConnectError"


def test_a_long_answer_is_cut_off(receiver):
    receiver.says(500, text=b"x" * 1_000_000)
    answer = send(receiver.url)
    assert (answer.status, len(answer.text)) == (500, 500)


@pytest.mark.parametrize("greeting", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 999999 x\r\n\r\n"])
def test_what_speaks_no_http_is_an_answer(greeting):
    with _talking(lambda line: line.sendall(greeting)) as url:
        answer = send(url)
    assert answer.status == 0
    assert answer.code


def test_who_drips_is_left_when_the_time_is_over(monkeypatch):
    monkeypatch.setattr(webhooks, "EXCHANGE_SECONDS", 0.3)
    free = threading.Event()

    def drip(line):
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        while not free.wait(0.05):
            line.sendall(b"X-Slow: 1\r\n")

    with _talking(drip) as url:
        answer = send(url)
        free.set()
    assert answer.code == webhooks.NO_TIME


class _talking:
    """A server that says what it likes to the first who calls."""

    def __init__(self, speak):
        self._speak = speak
        self._server = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return f"http://127.0.0.1:{self._server.getsockname()[1]}/"

    def __exit__(self, *_args):
        self._server.close()
        self._thread.join(5)

    def _serve(self):
        line, _ = self._server.accept()
        with line:
            try:
                line.recv(65536)
                self._speak(line)
            except OSError:
                return
