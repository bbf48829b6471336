"""The worker's hands for webhooks: woken by NOTIFY, they also look by themselves every second."""

import os
import socket
import threading
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from weikameng.services.webhook_sending import Sender, courier

# While something is under way it looks this often for what else is due.
LOOK_WHILE_BUSY = timedelta(milliseconds=200)


def send_webhooks(stop: threading.Event, wait: Callable[[], bool]) -> None:
    """Send what is due until told to stop; ``wait`` returns at a wake-up or after a second."""
    name = f"{socket.gethostname()[:20]}:{os.getpid()}:{threading.get_ident()}"
    sender = Sender(name, timezone.now, courier())
    try:
        while not stop.is_set():
            if not sender.turn(LOOK_WHILE_BUSY) and not sender.busy:
                wait()
    finally:
        sender.close()
