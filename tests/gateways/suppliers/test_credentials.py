"""Settings of suppliers: whole, or told setting by setting what is wrong."""

import pytest

from weikameng.gateways.suppliers import credentials as of
from weikameng.gateways.suppliers.credentials import form_credentials, fulu_credentials

FULU = {of.APP_KEY: "app", of.APP_SECRET: "s3cret"}
FORM = {of.MERCHANT: "10001", of.KEY: "s3cret", of.BASE: "https://supplier.example"}
BOTH = [(fulu_credentials, FULU), (form_credentials, FORM)]


@pytest.mark.parametrize(("read", "settings"), BOTH)
def test_a_whole_set_is_read_and_an_empty_one_is_no_mistake(read, settings) -> None:
    made = read(settings).credentials
    assert made is not None
    assert "s3cret" not in repr(made)
    assert (read({}).credentials, read({}).faults) == (None, ())


@pytest.mark.parametrize(("read", "settings"), BOTH)
def test_each_missing_setting_is_named(read, settings) -> None:
    for name in settings:
        checked = read({key: value for key, value in settings.items() if key != name})
        assert checked.credentials is None
        assert [(fault.setting, fault.code) for fault in checked.faults] == [(name, "missing")]


@pytest.mark.parametrize(
    ("read", "settings", "name"),
    [(fulu_credentials, FULU, of.GATEWAY), (form_credentials, FORM, of.BASE)],
)
def test_a_weak_signature_travels_over_https_only(read, settings, name) -> None:
    checked = read(settings | {name: "http://supplier.example/api"})
    assert [(fault.setting, fault.code) for fault in checked.faults] == [(name, "no_address")]
    assert read(settings | {name: "http://127.0.0.1:8900"}).credentials
