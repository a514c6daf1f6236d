"""One dwelling is one, however many papers tell of it: contracts, titles, tenancies."""

from __future__ import annotations

from pathlib import Path

from tests.street import Street
from tests.test_verification_items import DAY, alone_case


def test_a_dwelling_under_contract_counts_until_it_is_registered(tmp_path: Path) -> None:
    dwelling = {"person": "甲", "id_number": "甲号", "property_address": "坐落一"}
    contract = {**dwelling, "contract_number": "网一", "filed_date": DAY}
    before = {
        "不动产_网签备案": [contract, contract],
        "住建_公房租赁": [{"person": "甲", "property_address": "坐落二"}],
    }
    registered = {**before, "不动产_权利人": [{**dwelling, "title_number": "证一", "use": "住宅"}]}
    spoused = {**registered, "不动产_网签备案": [{**contract, "id_number": "乙号"}]}
    other = {**before, "不动产_权利人": [{**registered["不动产_权利人"][0], "person": "无人", "id_number": "无人号"}]}
    told = {"before": before, "registered": registered, "spoused": spoused, "other": other}
    street = Street(tmp_path, told, alone_case())
    assert street.item("before", "asset_dwelling")["verified"] == 1
    assert street.item("spoused", "asset_dwelling")["verified"] == 1, "one home, two of the family"
    assert street.reasons("spoused", "不动产_网签备案") == ["same_unit"]
    assert street.item("other", "asset_dwelling")["verified"] == 1, "the title is still the seller's"
    assert street.item("before", "asset_dwelling")["is_under_declared"]
    assert street.reasons("before", "住建_公房租赁") == ["public_tenancy"]
    assert street.item("registered", "asset_dwelling")["verified"] == 1
