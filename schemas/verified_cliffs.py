"""Stage verified, continued: what aid is worth as a family's income rises, and who stands near a line."""

from __future__ import annotations

from schemas.columns import Count, Fen, Flag, Id, Number, Text, Texts
from schemas.table import Table


class BenefitCliff(Table):
    """同类家庭(人数与成员情形相同)的收入到某一点时的待遇合计,以及跨到这一点失去或得到多少(试算,不是决定)"""

    primary_key = ("class_code", "income_fen")

    class_code: Text
    income_fen: Fen
    member_count: Count
    household_count: Count
    cash_fen: Fen | None
    in_kind_fen: Fen | None
    value_fen: Fen | None
    change_fen: Fen | None
    marginal_rate: Number | None
    cliff_kind: Text
    lines_met: Texts


class HouseholdCliff(Table):
    """一户跨过各条线时待遇的增减,以及它离哪几条线不到一成"""

    primary_key = ("household_id",)

    household_id: Id
    class_code: Text
    member_count: Count
    income_fen: Fen | None
    income_is_complete: Flag
    change_at_dibao_fen: Fen | None
    change_at_marginal_fen: Fen | None
    change_at_wage_fen: Fen | None
    near_lines: Texts
