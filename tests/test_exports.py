"""Lists that people open in an office program: safe, masked, complete, and the filled dispatch sheet comes back."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from assets.landed.land import land
from pipelines.release.exports import OUTCOMES
from pipelines.release.files import file_name, folder_names, write_csv, write_xlsx
from pipelines.release.paper import COLUMNS, LINES, width
from pipelines.release.publish import Release, publish
from schemas.contract import extracts
from tests.release_case import DAY, STREETS, canary, city, office

DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠A1", " =1", "\t=1", "\r=1", "\n=1", "\u3000=1",
    "\u200b=1", "\ufeff=1", "\u202e=1", '"=1', "'=1", "“=1", "\x00=1", "−1", "﹢1", '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]  # fmt: skip
HARMLESS = ["张三", "2017-12-31", "一级(红)", "a=b", "12.5%", "", "'引号"]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return publish(city(tmp_path_factory.mktemp("out") / "out"))


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_of_a_csv_is_a_formula(tmp_path: Path, text: str) -> None:
    write_csv(pl.DataFrame({"备注": [text], "数": [-5]}), tmp_path / "a.csv")
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    cell = pl.read_csv(io.BytesIO(content), infer_schema=False)["备注"][0]
    assert cell.startswith("'")
    assert not re.search(r"[\x00-\x1f]", cell)
    assert content.endswith(b",-5\r\n")


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_text_stays_as_it_is(tmp_path: Path, text: str) -> None:
    write_csv(pl.DataFrame({"备注": [text]}), tmp_path / "a.csv")
    assert cells(tmp_path / "a.csv") == [["备注"], [text]]


def test_every_text_of_a_workbook_is_a_text_cell(tmp_path: Path) -> None:
    frame = pl.DataFrame({"备注": [*DANGEROUS, *HARMLESS, "310101195002299001", "00123"], "序": range(33)})
    write_xlsx(frame, tmp_path / "a.xlsx", DAY, "页脚")
    xml = sheet_xml((tmp_path / "a.xlsx").read_bytes())
    assert "<f>" not in xml
    cells = re.findall(r'<c r="A\d+"[^>]*?(?: t="(\w+)")?(?:/>|>)', xml)
    assert set(cells[1:]) <= {"s", ""}
    back = fastexcel.read_excel(tmp_path / "a.xlsx").load_sheet(0, dtypes="string").to_polars()
    assert back["备注"].to_list()[-2:] == ["310101195002299001", "00123"]
    assert back["备注"][0] == "=1+1"


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def sheet_xml(content: bytes, sheet: int = 1) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(f"xl/worksheets/sheet{sheet}.xml").decode()


def test_lists_open_with_bom_and_have_twins_that_say_the_same(release: Release) -> None:
    found = sorted(path.name for path in (release.path / "exports" / STREETS[0]).iterdir())
    assert found == [
        f"{name}.{kind}" for name in sorted(("分层名单", "走访计划", "预警清单")) for kind in ("csv", "xlsx")
    ]
    for path in sorted((release.path / "exports").rglob("*.csv")):
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\r\n") == content.count(b"\n")
        twin = fastexcel.read_excel(path.with_suffix(".xlsx")).load_sheet(0, dtypes="string").to_polars()
        assert cells(path) == [twin.columns, *map(list, twin.fill_null("").iter_rows())]


def test_the_alert_list_goes_to_the_residence_and_a_copy_to_the_register(release: Release) -> None:
    own, other = (pl.read_csv(release.path / "exports" / street / "预警清单.csv") for street in STREETS)
    handled = own.filter(pl.col("派发") == "主办")["告警编号"].to_list()
    assert handled == ["A0002", "A0006", "A0010", "A0004", "A0008", "A0000"], "within a level the oldest deadline first"
    assert set(own.filter(pl.col("派发") != "主办")["告警编号"]) == set(other["告警编号"])
    assert "A0011" not in own["告警编号"].to_list() + other["告警编号"].to_list()
    assert own["姓名"].to_list()[:2] == ["买***", "周*"]
    assert own["案件编号"][0] == "SQ0002"
    assert other["案件编号"][0].startswith("H0")


def test_the_visit_plan_has_one_row_per_household_in_order(release: Release) -> None:
    plan = pl.read_csv(release.path / "exports" / STREETS[0] / "走访计划.csv")
    assert plan["顺序"].to_list() == list(range(1, plan.height + 1))
    assert plan["案件编号"].is_unique().all()
    assert plan["最高级别"].to_list() == ["红", "红", "红", "橙", "橙", "橙"]
    assert plan["关注等级"].to_list()[:3] == ["一级(红)", "二级(橙)", "三级(黄)"]


def test_the_tier_list_names_difficulties_by_their_label_only(release: Release) -> None:
    listed = pl.read_csv(release.path / "exports" / STREETS[0] / "分层名单.csv")
    assert set(listed["主要困难"]) == {"重大疾病"}
    assert set(listed["尚未查明"]) == {"精神心理"}
    assert "不列级" not in listed["关注等级"].to_list()


def test_the_dispatch_sheet_names_the_door_and_offers_the_answers(release: Release) -> None:
    path = next((release.path / "entitled").rglob("派单.xlsx"))
    book = fastexcel.read_excel(path)
    assert book.sheet_names == ["名单", "说明"]
    sheet = book.load_sheet(0, dtypes="string").to_polars()
    assert sheet["姓名"][0] is not None and "*" not in sheet["姓名"][0]
    assert "金丝雀路" in sheet["地址"][0]
    assert sheet["电话"][0].startswith("1390000")
    assert sheet["告警说明"][0]
    notes = book.load_sheet(1, header_row=None, dtypes="string").to_polars()
    expiry = str(DAY + datetime.timedelta(days=30))
    assert expiry in notes.row(0)[0]
    xml = sheet_xml(path.read_bytes())
    assert expiry in xml
    assert f'"{",".join(OUTCOMES)}"' in xml.replace("&quot;", '"')
    contract = extracts(None)["社区_走访反馈"]
    assert {column.name for column in contract.columns} <= set(sheet.columns)
    assert contract.by_term()["outcome"].values == OUTCOMES


def test_the_filled_dispatch_sheet_lands_as_the_feedback_extract(release: Release, tmp_path: Path) -> None:
    path = sorted((release.path / "entitled").rglob("派单.xlsx"))[0]
    sheet = fastexcel.read_excel(path).load_sheet(0, dtypes="string").to_polars()
    batch = tmp_path / "inbox" / "2018-01-31" / "社区"
    batch.mkdir(parents=True)
    answers = {"走访日期": "2018-01-08", "结果": "属实", "采取措施": "已协助申请", "备注": "=无"}
    (batch / "社区_走访反馈.xlsx").write_bytes(filled(path.read_bytes(), sheet.columns, sheet.height, answers))
    day = datetime.date(2018, 1, 31)
    ws = office(tmp_path / "out", day, inbox=tmp_path / "inbox")
    land(ws)
    delivery = pl.read_parquet(ws.path("landed.delivery")).row(0, named=True)
    assert delivery["decision"] == "accepted"
    assert (delivery["rows_accepted"], delivery["rows_quarantined"]) == (sheet.height, 0)
    landed = pl.read_parquet(next((ws.state / "landed" / "社区_走访反馈").glob("*.parquet")))
    assert landed["alert_id"].to_list() == sheet["告警编号"].to_list()
    assert set(landed["visited_date"]) == {"2018-01-08"}
    assert set(landed["outcome"]) == {"属实"}


def test_the_filled_sheet_of_pairs_lands_as_the_decisions(release: Release, tmp_path: Path) -> None:
    """Drawn pairs first and in their order, a doubt that is also drawn once; filled in, it is 核对_链接裁定."""
    content = (release.path / "entitled" / "核对中心" / "链接裁定.xlsx").read_bytes()
    sheet = fastexcel.read_excel(content).load_sheet(0, dtypes="string").to_polars()
    assert sheet["甲记录号"].to_list() == ["SW00005", "SW00002", "SW00007", "SW00001"]
    assert [text[0] for text in sheet["裁定编号"]] == ["S", "S", "S", "D"]
    assert sheet["乙姓名"][0] == sheet["甲姓名"][0] and sheet["乙证件号"][0] == canary(5)
    assert set(sheet["缘由"][:3]) == {"抽样复核: 用来估计链接的准确程度"}, "the doubt is not told with a drawn pair"
    contract = extracts(None)["核对_链接裁定"]
    assert {column.name for column in contract.columns} <= set(sheet.columns)
    batch = tmp_path / "inbox" / "2018-01-31" / contract.department
    batch.mkdir(parents=True)
    answers = {"裁定": "同一人", "裁定人": "王", "裁定日期": "2018-01-08"}
    (batch / "核对_链接裁定.xlsx").write_bytes(filled(content, sheet.columns, 3, answers))
    ws = office(tmp_path / "out", datetime.date(2018, 1, 31), inbox=tmp_path / "inbox")
    land(ws)
    landed = pl.read_parquet(next((ws.state / "landed" / "核对_链接裁定").glob("*.parquet")))
    assert landed["decision_number"].to_list() == sheet["裁定编号"].to_list()
    assert landed["decision"].to_list() == ["同一人"] * 3 + [None], "what nobody could tell stays open"


def filled(content: bytes, columns: list[str], rows: int, answers: dict[str, str]) -> bytes:
    """The workbook with answers typed into its blank cells."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as result:
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                xml = data.decode()
                for column, answer in answers.items():
                    for row in range(2, rows + 2):
                        cell = f"{chr(ord('A') + columns.index(column))}{row}"
                        typed = rf'<c r="{cell}" \1 t="inlineStr"><is><t>{answer}</t></is></c>'
                        xml, count = re.subn(rf'<c r="{cell}" (s="\d+")/>', typed, xml)
                        assert count == 1, cell
                data = xml.encode()
            result.writestr(name, data)
    return target.getvalue()


def test_a_department_gets_its_account_and_rows_that_it_can_mend(release: Release) -> None:
    folder = release.path / "departments" / "银行"
    receipt = pl.read_csv(folder / "数据质量回执.csv")
    assert receipt.row(0, named=True)["隔离"] == 1
    doubts = receipt.filter(pl.col("类别") == "取值").select("列", "标记", "存疑行数")
    assert doubts.rows() == [("证件号码", "证件号校验位不符", 3)]
    lines = (folder / "隔离行_银行_账户余额.csv").read_bytes().decode("gb18030").split("\r\n")
    assert lines[0] == "记录号|客户姓名|证件号码|开户行|账号|产品类型|余额|查询日期|隔离原因"
    assert (
        lines[1] == f"Y4|张三|{canary(0)}|工商银行|6222000000000000001|活期|十二元|20171231|第4行: 必备金额读不懂(余额)"
    )


def test_mended_rows_land_under_the_header_they_had(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    folder = inbox / "2017-12-31" / "银行"
    folder.mkdir(parents=True)
    good = "Y{0},6222{0:05d},张三,310101195002299001,100.00,20171231"
    lines = ["记录号,账号,客户姓名,证件号码,余额,查询日期".replace(",", "|")]
    lines += [good.format(number).replace(",", "|") for number in range(20)]
    lines.insert(5, "Y99|62229|李四|310101195002299001|十二元|20171231")
    (folder / "银行_账户余额.csv").write_bytes("\r\n".join(lines).encode("gb18030"))
    ws = city(tmp_path / "out", inbox=inbox)
    land(ws)
    published = publish(ws)
    mended = (published.path / "departments" / "银行" / "隔离行_银行_账户余额.csv").read_bytes().decode("gb18030")
    assert mended.split("\r\n")[:2] == [
        "记录号|账号|客户姓名|证件号码|余额|查询日期|隔离原因",
        "Y99|62229|李四|310101195002299001|十二元|20171231|第6行: 必备金额读不懂(余额)",
    ]
    back = inbox / "2018-01-31" / "银行"
    back.mkdir(parents=True)
    (back / "银行_账户余额_补.csv").write_bytes(mended.replace("十二元", "12.00").encode("gb18030"))
    day = datetime.date(2018, 1, 31)
    later = office(ws.out, day, inbox=inbox)
    land(later)
    delivery = pl.read_parquet(later.path("landed.delivery")).row(0, named=True)
    assert (delivery["decision"], delivery["rows_accepted"]) == ("accepted", 1)


def test_evidence_sheets_are_pages_for_every_concluded_report(release: Release) -> None:
    pages = sorted((release.path / "entitled").rglob("核对证据单/*.txt"))
    assert [page.name for page in pages] == [f"SQ{number:04d}.txt" for number in (0, 4, 10, 2, 8)]
    text = pages[0].read_bytes().decode("utf-8-sig")
    sheets = [sheet for page in pages for sheet in page.read_bytes().decode("utf-8-sig").split("\f")]
    assert all(len(sheet.splitlines()) <= LINES for sheet in sheets)
    assert all(width(line) <= COLUMNS for sheet in sheets for line in sheet.splitlines())
    for words in (
        "家庭成员(2 人): 张三(申请人)、小张(子女,同户在册,申请时未列)",
        "结论: 有差异-影响金额。",
        "11 条,合计 37,400.00 元: 计入",
        "不计入(重复记录只计一次)",
        "【未核实】",
        "不批准、不拒绝、不停发、不追回",
        "提出异议",
        "2018-01-30 前销毁",
    ):
        assert words in text, words
    assert "参数待更新" not in text
    assert canary(0) not in text


def test_the_page_stands_alone_and_hides_small_cells(release: Release) -> None:
    page = (release.path / "report" / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"https?:|src=|<script|@import|url\(", page.replace('xmlns="http://www.w3.org/2000/svg"', ""))
    for words in ("该帮的", "该核的", "小样本,不显示", "19.38%", "规则(2 条)", "未核实的参数(1 项)", "&lt;5"):
        assert words in page, words
    assert "22.22%" not in page
    assert "2 / 9" not in page


def test_folders_have_names_that_any_system_takes() -> None:
    assert file_name("a/b:c*?\x00") == "a_b_c___"
    assert file_name("..") == "_"
    assert folder_names({"1": "第一居委", "2": "第一居委", "3": "未定"}) == {
        "1": "第一居委_1", "2": "第一居委_2", "3": "未定"
    }  # fmt: skip
