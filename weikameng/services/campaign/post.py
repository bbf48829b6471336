"""How letters come to our door: late, in any order, twice, tampered with, or never."""

from dataclasses import replace

from weikameng.domain.payout_life import NoticeRejected
from weikameng.services import channel_notices
from weikameng.services.campaign.outside import Letter
from weikameng.services.campaign.world import Deed, World


def deliver(world: World) -> Deed | None:
    """Hand over any letter of those that wait; it may come again."""
    mailbox = world.outside.mailbox
    if not mailbox:
        return None
    letter = world.chance.choice(mailbox)
    if not world.among(25):
        mailbox.remove(letter)
    if world.among(8):
        return _handed(world, _spoiled(world, letter), "spoiled letter")
    return _handed(world, letter, "letter")


def deliver_first(world: World) -> Deed | None:
    """Hand over the oldest letter, once."""
    mailbox = world.outside.mailbox
    return _handed(world, mailbox.pop(0), "letter") if mailbox else None


def lose(world: World) -> str:
    """Lose a letter for good."""
    mailbox = world.outside.mailbox
    if not mailbox:
        return ""
    mailbox.remove(world.chance.choice(mailbox))
    world.tally.acts["letter lost"] += 1
    return "a letter is lost"


def shut_or_open(world: World) -> str:
    """Our door is down for a while: the providers write again."""
    world.outside.door_open = not world.outside.door_open
    return f"our door is {'open' if world.outside.door_open else 'down'}"


def _handed(world: World, letter: Letter, name: str) -> Deed:
    at, receive = world.time.at, world.engine.receive

    def act() -> str:
        try:
            return receive(letter.route, letter.headers, letter.body, at=at)[:12]
        except NoticeRejected as rejected:
            channel_notices.refuse(letter.route, rejected, at=at)
            return rejected.reason.value

    return Deed(name, letter.route, act)


def _spoiled(world: World, letter: Letter) -> Letter:
    """One byte is another one."""
    place = world.chance.randrange(0, len(letter.body))
    other = letter.body[place] ^ 1
    return replace(letter, body=letter.body[:place] + bytes([other]) + letter.body[place + 1 :])
