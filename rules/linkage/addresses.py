"""Chinese addresses: town, road and the numbers behind it, so that two ways of writing one door become equal.

Words between numbers (弄, 号楼, 栋, 单元, 室) differ from office to office and are dropped: the numbers in their order
are what stays. No judgement about who lives there belongs here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import polars as pl

from rules.linkage.areas import history

# 省、市、区县、街镇、居委,然后路名直到第一个数字
_HEAD = (
    r"^(?:中国)?(?:\D{2,8}?(?:省|自治区|特别行政区))?(?:市辖区|[^0-9省]{2,7}?(?:自治州|地区|盟|市))?(?:市辖区|县)?"
    r"(?<district>浦东(?:新区)?|\D{1,5}?(?:新区|[^小社校园片业发区]区|自治县|县|自治旗|旗|[^门超夜]市))?"
    r"(?<town>\D{1,8}?(?:街道办事处|街道|镇|乡|苏木))?"
    r"(?:\D{2,8}?(?:居民委员会|村民委员会|居委会|村委会|居委))?"
    r"(?<road>\D*)"
)
_AFTER_TOWN = r"^(?:路|街|巷|弄|胡同|大道|公路|里)"
_ROAD = r"(\D*?)(?:第|之|#|号|栋|幢|座|门牌|[(（\s,、-])*$"
_BLANK = r"[\s\u{200b}-\u{200f}\u{feff}·]+"
_NUMERAL = re.compile(r"[〇零一二三四五六七八九十百]+(?=\s*(?:号|弄|栋|幢|座|室|单元|楼|层|组|支弄|门))")
_HAS_NUMERAL = r"[〇零一二三四五六七八九十百](?:号|弄|栋|幢|座|室|单元|楼|层|组|支弄|门)"
_CITY_WORDS = {"沪": "上海市"}
_SHORT_DISTRICTS = {"浦东": "浦东新区"}


class Address(NamedTuple):
    """One address. `district` under its present name; `numbers` in the order written."""

    district: str | None
    town: str | None
    road: str | None
    numbers: tuple[int, ...]


def parse(text: str) -> Address:
    """The parts of one address; None and () where they are not written.

    >>> parse("上海市卢湾区徐家汇路街道斜土路12弄三号楼401室")
    Address(district='黄浦区', town='徐家汇路街道', road='斜土路', numbers=(12, 3, 401))
    """
    row = _split(pl.Series([text])).row(0, named=True)
    return Address(row["district"], row["town"], row["road"], tuple(row["numbers"]))


def encode(distinct: pl.Series) -> pl.DataFrame:
    """Codes of addresses, in the order given.

    Columns: address; district, town, road (text or NULL); first_number; gate (road and first number), building (road
    and all numbers but the last), door (road and all numbers), tail (last three numbers): integers, equal where the
    named parts are equal, NULL where the address does not say so much.
    """
    count = pl.col("numbers").list.len()
    road = pl.col("road")
    return _split(distinct).select(
        pl.lit(distinct.alias("address")),
        "district",
        "town",
        "road",
        first_number=pl.col("numbers").list.first(),
        gate=_code(road, pl.col("numbers").list.head(1), count >= 1),
        building=_code(road, pl.col("numbers").list.slice(0, (count.cast(pl.Int64) - 1).clip(0)), count >= 2),
        door=_code(road, pl.col("numbers"), count >= 2),
        tail=_code(pl.lit("", dtype=pl.String), pl.col("numbers").list.tail(3), count >= 3),
    )


@cache
def present_names() -> Mapping[str, str]:
    """Name of an abolished county or district -> present name of what it became part of (areas.csv).

    Only names that never stood for two different areas of the same province.
    """
    every = [area for areas in history().values() for area in areas]
    present = {code: areas[-1].label for code, areas in history().items() if areas[-1].last_year is None}
    names = {
        area.label: present[area.successor]
        for area in every
        if area.successor in present and area.label not in present.values()
    }
    return names | _SHORT_DISTRICTS


def _split(texts: pl.Series) -> pl.DataFrame:
    """district, town, road and numbers of each address."""
    plain = _spelt_out(texts.str.normalize("NFKC").str.replace_all(_BLANK, "").str.to_uppercase())
    # words before the first digit repeat from door to door: each wording is read once
    frame = pl.DataFrame({"plain": plain, "head": plain.str.extract(r"^([^0-9]*)")})
    heads = frame["head"].unique(maintain_order=True).drop_nulls()
    frame = frame.join(_read_heads(heads), on="head", how="left", maintain_order="left")
    numbers = pl.col("plain").str.extract_all(r"[0-9]+").list.eval(pl.element().str.slice(0, 9).cast(pl.Int64))
    return frame.select("district", "town", "road", numbers=numbers.fill_null([]))


def _spelt_out(plain: pl.Series) -> pl.Series:
    """Chinese numerals before a counting word as digits."""
    for short, full in _CITY_WORDS.items():
        plain = plain.str.replace(f"^{short}(市)?", full)
    rows = plain.str.contains(_HAS_NUMERAL).fill_null(False)
    if not rows.any():
        return plain
    digits = [_NUMERAL.sub(lambda found: str(_number(found[0])), text) for text in plain.filter(rows).to_list()]
    return plain.scatter(rows.arg_true(), digits)


def _read_heads(heads: pl.Series) -> pl.DataFrame:
    """district, town and road of what is written before the first digit."""
    town, road = pl.col("town"), pl.col("road")
    # 古镇路 is a road, not a town and a 路
    cut = town.is_not_null() & road.str.contains(_AFTER_TOWN)
    parts = heads.str.extract_groups(_HEAD).struct.unnest().with_columns(head=heads)
    return parts.select(
        "head",
        district=pl.col("district").replace(present_names()),
        town=pl.when(cut).then(None).otherwise(town.str.replace("办事处$", "")),
        road=pl.when(cut).then(pl.concat_str(town, road)).otherwise(road).str.extract(_ROAD).replace("", None),
    )


def _code(road: pl.Expr, numbers: pl.Expr, is_said: pl.Expr) -> pl.Expr:
    words = pl.concat_str(road, pl.lit("#"), numbers.cast(pl.List(pl.String)).list.join("-"))
    return pl.when(is_said).then((words.hash(seed=7) // 2).cast(pl.Int64))


_UNITS = {"十": 10, "百": 100}


def _number(numeral: str) -> int:
    """Value of a Chinese numeral; digits in a row (三〇二) are read one by one."""
    if not any(unit in numeral for unit in _UNITS):
        return int("".join(str("〇一二三四五六七八九".index(digit.replace("零", "〇"))) for digit in numeral))
    total, digit = 0, 0
    for character in numeral.replace("零", "").replace("〇", ""):
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = "〇一二三四五六七八九".index(character)
    return total + digit
