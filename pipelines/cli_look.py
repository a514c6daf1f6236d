"""Commands that look into a release: households chosen by their tags, and who a person id is (logged)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.cli_parts import command

if TYPE_CHECKING:
    import polars as pl

    from pipelines.rerun.recorded import Recorded

SELECT = """
句子由标签、且、或、非 和括号组成(也可写 and or not & | !);非 先于 且,且 先于 或。不写句子,列出全部标签与各有多少户。
一户有一名成员有的标签,这一户就有;--persons 按人选: 本人的标签,加上他那一户的。
本次算不出的标签(缺来源)不当作有,也不当作没有: 要靠它才选得出的不选,并且写明。只出示代号。

例 (examples):
  hedui select --out out
  hedui select "低保 且 (独居老人 或 纯老) 且 非 住房困难" --out out
  hedui select "一级残 且 非 两项补贴" --persons --csv 名单.csv --out out
"""
LOOKUP = """
保险库里只有需要入户或出证的人。每查一次先记入审计: 谁、何时、为什么、查了哪些编号(不记姓名与证件)。
写 - 的,从标准输入逐行读姓名或证件号,找出人员编号: 证件号不写在命令行上,免得留在命令历史里。

例 (examples):
  hedui lookup P7X2M4K9Q1RT --because "入户核对 W03" --out out
  hedui lookup - --because "群众来访" --out out < 证件号.txt
"""
SHOWN = 20
_HOUSEHOLDS = """
select h.household_id, k.label as tier, coalesce(s.label, h.street_code) as street, h.member_count
from linked.household as h
left join tiered.household_tier as t on t.household_id = h.household_id
left join reference.code as k on k.list = 'tier' and k.code = t.tier
left join reference.area as s on s.area_code = h.street_code
order by h.street_code, t.rank_in_street nulls last, h.household_id
"""
_PERSONS = """
select m.person_id, m.household_id, k.label as tier, coalesce(s.label, h.street_code) as street
from linked.household_member as m
join linked.person as p on p.person_id = m.person_id and not p.is_deceased
join linked.household as h on h.household_id = m.household_id
left join tiered.household_tier as t on t.household_id = m.household_id
left join reference.code as k on k.list = 'tier' and k.code = t.tier
left join reference.area as s on s.area_code = h.street_code
order by h.street_code, t.rank_in_street nulls last, m.household_id, m.person_id
"""
_HELD = """
with valid as (
  select household_id, person_id, tag_code
  from tiered.household_tag
  where coalesce(valid_to >= (select max(as_of) from reference.run), true)
)
select m.household_id, v.person_id, v.tag_code
from valid as v
join linked.household_member as m on m.person_id = v.person_id
union all
select v.household_id, m.person_id, v.tag_code
from valid as v
join linked.household_member as m on m.household_id = v.household_id
where v.person_id is null
"""
HEADERS = {"household_id": "户", "person_id": "人员", "tier": "等级", "street": "街道", "member_count": "人数"}


def add_to(commands: Any) -> None:
    """Add the commands to the command line."""
    selecting = command(commands, "select", _select, "按标签选户或选人 (households by tags)", SELECT)
    selecting.add_argument("sentence", nargs="?", metavar="EXPRESSION", help="标签、且、或、非、括号")
    selecting.add_argument("--persons", action="store_true", help="选人,不选户")
    selecting.add_argument("--csv", type=Path, metavar="FILE", help="把全部写成 CSV")
    selecting.add_argument("--release", default="CURRENT", metavar="NAME", help="哪个发布;缺省为最新")
    selecting.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="hedui run 的输出目录 (out)")

    looking = command(commands, "lookup", _lookup, "人员编号是谁: 先记审计再出示 (logged)", LOOKUP)
    looking.add_argument("ids", nargs="+", metavar="编号", help="人员编号;- 为从标准输入读姓名或证件号")
    looking.add_argument("--because", required=True, metavar="TEXT", help="为什么查;不要写任何人的姓名与证件")
    looking.add_argument("--key-file", type=Path, metavar="FILE", help="密钥;缺省用 OUT/state/key")
    looking.add_argument("--out", type=Path, default=Path("out"), metavar="DIR", help="hedui run 的输出目录 (out)")


def _select(options: argparse.Namespace) -> int:
    import polars as pl

    from pipelines.release.files import write_csv
    from pipelines.rerun.recorded import recorded
    from pipelines.selection import chosen, parsed

    release = recorded(options.out, options.release)
    with release.warehouse() as con:
        subjects = con.sql(_PERSONS if options.persons else _HOUSEHOLDS).pl()
        held = con.sql(_HELD).pl().select(subjects.columns[0], "tag_code")
    tags, unknown = _tags(release)
    if options.sentence is None:
        counts = dict(held.unique().group_by("tag_code").len().iter_rows())
        for tag in tags:
            print(f"{counts.get(tag, 0):>8,}  {tag}" + (f"  (本次算不出: {unknown[tag]})" if tag in unknown else ""))
        return 0
    sentence = parsed(options.sentence, tags)
    found = chosen(sentence, subjects, held, unknown)
    for tag in sentence.tags:
        if tag in unknown:
            print(f"标签 {tag} 本次算不出({unknown[tag]}): 不当作有,也不当作没有")
    print(f"{found.height:,} {'人' if options.persons else '户'},发布 {release.name}")
    for row in found.head(SHOWN).iter_rows():
        print("  " + "  ".join("-" if cell is None else str(cell) for cell in row))
    if found.height > SHOWN:
        print(f"  …… 另 {found.height - SHOWN:,}" + ("" if options.csv else ";--csv FILE 写出全部"))
    if options.csv:
        write_csv(found.rename({name: HEADERS[name] for name in found.columns}).cast(pl.String()), options.csv)
    return 0


def _tags(release: Recorded) -> tuple[list[str], dict[str, str]]:
    """Every tag of the release, and those that it could not compute with what they waited for."""
    tags: pl.DataFrame = release.table("reference.code where list = 'tag'")
    missing = release.table("published.rule_status where rule_kind = 'tag' and status <> 'computable'")
    unknown = {row["rule_code"]: "缺 " + "、".join(row["missing"]) for row in missing.iter_rows(named=True)}
    return tags["code"].to_list(), unknown


def _lookup(options: argparse.Namespace) -> int:
    from pipelines.privacy.audit import AuditRefused
    from pipelines.privacy.keys import KeyRefused, load_or_make
    from pipelines.privacy.lookup import by_ids, by_words
    from pipelines.privacy.vault import VaultRefused
    from pipelines.refusals import BadInput

    state = options.out / "state"
    try:
        key = load_or_make(state, options.key_file or state / "key")
        if options.ids == ["-"]:
            rows = by_words(state, key, [line.strip() for line in sys.stdin if line.strip()], options.because)
        else:
            rows = by_ids(state, key, options.ids, options.because)
    except (AuditRefused, KeyRefused, VaultRefused) as error:
        raise BadInput("E-LOOKUP", str(error)) from None
    for row in rows:
        print("  ".join("-" if cell is None else cell for cell in row))
    if not rows:
        print("保险库里没有这样的人(只有需要入户或出证的家庭成员)")
    return 0
