"""The chain's settings: a faulty set is none, each fault with its setting and words, no secrets."""

from datetime import timedelta

import pytest

from weikameng.gateways.chain.account import account_of
from weikameng.gateways.chain.credentials import chain_credentials, check, configured

KEY = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"
GOOD = {"WEIKAMENG_CHAIN_URL": "http://127.0.0.1:8545/", "WEIKAMENG_CHAIN_KEY": KEY}


def test_without_an_address_there_is_no_chain_and_no_fault() -> None:
    assert not configured({"WEIKAMENG_CHAIN_KEY": KEY})
    assert chain_credentials({"WEIKAMENG_CHAIN_KEY": KEY}).credentials is None
    assert check({"WEIKAMENG_CHAIN_KEY": "nonsense"}) == []


def test_good_settings_are_taken_as_they_are() -> None:
    wishes = {"WEIKAMENG_CHAIN_EVERY": "0.25", "WEIKAMENG_CHAIN_DEPTH": "0"}
    found = chain_credentials(GOOD | wishes | {"WEIKAMENG_CHAIN_MOST_GWEI": "50"}).credentials
    assert found is not None
    assert (found.url, found.contract) == ("http://127.0.0.1:8545", "")
    assert found.rules.every == timedelta(seconds=0.25)
    assert (found.rules.depth, found.rules.most_price) == (0, 50 * 10**9)
    assert KEY not in repr(found)
    assert "8545" not in repr(found)


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("URL", "http://node.example.com", "no_address"),
        ("URL", "ftp://127.0.0.1", "no_address"),
        ("KEY", "", "missing"),
        ("KEY", "12", "unreadable"),
        ("KEY", "00" * 32, "unreadable"),
        ("KEY", "ff" * 32, "unreadable"),
        ("KEY", "密" * 32, "unreadable"),
        ("CONTRACT", "0x12", "no_contract_address"),
        ("EVERY", "0", "no_seconds"),
        ("EVERY", "1e3", "no_seconds"),
        ("EVERY", "99999", "no_seconds"),
        ("DEPTH", "-1", "no_depth"),
        ("DEPTH", "12.5", "no_depth"),
        ("MOST_GWEI", "0", "no_price"),
    ],
)
def test_a_faulty_setting_is_named_and_its_value_is_not(
    setting: str, value: str, code: str
) -> None:
    name = f"WEIKAMENG_CHAIN_{setting}"
    checked = chain_credentials(GOOD | {name: value})
    assert checked.credentials is None
    (fault,) = checked.faults
    assert (fault.setting, fault.code) == (name, code)
    assert len(value) < 3 or value not in fault.words.zh + fault.words.en


def test_a_key_may_be_written_as_hex_or_base64_and_gives_the_known_address() -> None:
    """The key and address of the Ethereum documentation's own example."""
    address = "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23"
    assert account_of(KEY).address == account_of(f"0x{KEY}").address == address
    assert account_of("TAiDppECk31iMUcbXbtiBP5RKWFwgnkq5GjQGj82Ixg=").address == address
