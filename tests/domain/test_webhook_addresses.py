"""Webhooks go out into the world, never to this machine or its neighbours (P2)."""

from ipaddress import ip_address

import pytest

from weikameng.domain.errors import Refusal
from weikameng.domain.webhook_addresses import (
    callable_ones,
    checked_url,
    may_call,
    networks_from,
)

LOOPBACK = networks_from("127.0.0.0/8, ::1")
PUBLIC = (
    *("93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:93.184.216.34"),
    "64:ff9b::5db8:d822",
)
NEVER = (
    *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.1"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "224.0.0.1"),
    *("240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1"),
    *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::"),
    *("2002:c0a8:101::1", "2001:0:0:0:0:0:80ff:fffe", "2001:db8::1", "100::1"),
)
BAD = (
    *("", "example.com", "ftp://example.com/", "https://", "https:///x", "//example.com/"),
    *("https://user@example.com/", "https://:pw@example.com/", "https://a:b@example.com/"),
    *("https://example.com/#x", "https://example.com/#", "https://example.com:0/"),
    *("https://example.com:99999/", "https://exa mple.com/", "https://example.com/\n"),
    *("https://example.com\\@10.0.0.1/", "https://中文.example/", "https://[::1/"),
    *("javascript:alert(1)", "file:///etc/passwd", "https://example.com/\x00"),
    *("https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/"),
    *("https://0x7f.1./", "https://0X7F.0x1:8443/x", "https://1.2.3.4.5/", "https://0/"),
    f"https://example.com/{'x' * 500}",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_world_may_be_called_by_https_alone(address):
    assert may_call(ip_address(address), "https", ())
    assert not may_call(ip_address(address), "http", ())


@pytest.mark.parametrize("address", NEVER)
def test_what_is_not_the_world_is_never_called(address):
    assert not may_call(ip_address(address), "https", ())
    assert not may_call(ip_address(address), "http", ())


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "127.3.2.1"])
def test_a_network_the_settings_name_may_be_called(address):
    assert may_call(ip_address(address), "http", LOOPBACK)
    assert may_call(ip_address(address), "https", LOOPBACK)


def test_a_setting_opens_no_other_network():
    assert not may_call(ip_address("10.0.0.1"), "https", LOOPBACK)
    assert not may_call(ip_address("169.254.169.254"), "http", LOOPBACK)
    assert not may_call(ip_address("93.184.216.34"), "http", LOOPBACK)


def test_of_a_names_addresses_only_those_that_may_be_called_are_left():
    found = ["10.0.0.1", "93.184.216.34", "fe80::1%eth0", "93.184.216.34", "::1"]
    assert callable_ones(found, "https", ()) == ["93.184.216.34"]
    assert callable_ones(["127.0.0.1"], "https", ()) == []


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_address_for_webhooks_is_refused(text):
    with pytest.raises(Refusal, match="webhook_url"):
        checked_url(text, LOOPBACK)


@pytest.mark.parametrize(
    "text",
    [
        *("http://example.com/", "https://127.0.0.1/", "https://[::1]:8443/x"),
        *("https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/meta-data"),
        *("https://localhost/", "https://LOCALHOST.:8443/", "https://a.localhost/x"),
        *("https://0.0.0.0/", "https://[fe80::1%25eth0]/", "https://[fd00:ec2::254]/"),
    ],
)
def test_a_written_address_is_checked_at_once(text):
    with pytest.raises(Refusal, match="webhook_url"):
        checked_url(text, ())


@pytest.mark.parametrize(
    "text", ["https://hooks.example.com/a?b=c", "https://93.184.216.34:8443/", "HTTPS://x.example"]
)
def test_an_address_of_the_world_is_taken(text):
    assert checked_url(text, ()) == text


@pytest.mark.parametrize("text", ["x", "127.0.0.1/99", "127.0.0.1/8"])
def test_what_is_no_network_is_told(text):
    with pytest.raises(ValueError, match=r"."):
        networks_from(text)
