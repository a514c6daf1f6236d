"""One dwelling, one vehicle is one, however many papers tell of it; what cannot be read is neither there nor absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.street import Row, Street
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


CAR = {"person": "甲", "plate": "牌一"}
MONEY = {"person": "甲", "account_number": "账一", "as_of_date": DAY}
UNREAD: dict[str, tuple[str, Row]] = {
    "asset_vehicle": ("车管_机动车", {**CAR, "status": None}),
    "asset_dwelling": ("不动产_权利人", {"person": "甲", "title_number": "证一", "use": None}),
    "asset_deposit": ("银行_账户余额", {**MONEY, "balance_fen": None}),
    "asset_security": ("证券_持仓", {**MONEY, "market_value_fen": None}),
}  # fmt: skip


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Street:
    """One old person each, who declares a car, a home, 5,000 of deposits and of securities, and none is found."""
    case = alone_case()
    case["declared"] = {**case["declared"], "vehicles": 1, "dwellings": 1, "securities": "5000"}
    told = {item: {extract: [row]} for item, (extract, row) in UNREAD.items()}
    return Street(tmp_path_factory.mktemp("unread"), told, case)


@pytest.mark.parametrize("item", UNREAD)
def test_what_cannot_be_read_is_not_declared_too_much(declared: Street, item: str) -> None:
    """One row without a state, a use or an amount: nobody says that there is nothing; of the others there is."""
    for other in UNREAD:
        assert declared.item(item, other)["is_over_declared"] == (other != item), other


def test_a_plate_with_a_hyphen_is_the_same_vehicle(tmp_path: Path) -> None:
    rows = [{**CAR, "plate": plate, "status": "正常"} for plate in ("沪A12345", "沪A-12345")]
    street = Street(tmp_path, {"one": {"车管_机动车": rows}}, alone_case())
    assert street.item("one", "asset_vehicle")["verified"] == 1
