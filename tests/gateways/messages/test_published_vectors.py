"""Signers against what Aliyun and Tencent publish: the signature of their own example comes out."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from weikameng.gateways.messages import aliyun_signing, tencent_signing

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "data" / "payments" / "sms.json"


def test_the_example_of_aliyuns_page_on_signatures_holds() -> None:
    # help.aliyun.com, "V3 request body and signature", the example with fixed parameters.
    call = aliyun_signing.Call(
        "ecs.cn-shanghai.aliyuncs.com",
        "RunInstances",
        "2014-05-26",
        {
            "RegionId": "cn-shanghai",
            "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        },
    )
    headers = aliyun_signing.signed_headers(
        call,
        "YourAccessKeyId",
        "YourAccessKeySecret",
        datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        "3156853299f313e23d1673dc12e1703d",
    )
    assert headers["authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
        "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
def test_the_example_of_tencents_page_on_signatures_holds() -> None:
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]
    case = next(one for one in cases if one["kind"] == "tc3-hmac-sha256")
    call = tencent_signing.Call(
        "cvm.tencentcloudapi.com", case["service"], case["payload"].encode()
    )
    at = datetime.fromtimestamp(int(case["timestamp"]), UTC)
    said = tencent_signing.authorization(call, case["secret_id"], case["secret_key"], at)
    assert said.endswith(f"Signature={case['signature']}")
    assert f"Credential={case['secret_id']}/2019-02-25/cvm/tc3_request" in said


def test_whatever_is_signed_is_encoded_as_it_travels() -> None:
    assert aliyun_signing.query_of({"b": "微 卡+*~", "A": "1"}) == (
        "A=1&b=%E5%BE%AE%20%E5%8D%A1%2B%2A~"
    )
