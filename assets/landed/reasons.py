"""Why a file was refused or held and why a row was set aside: stable codes and one Chinese sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FILE_REASONS: Final[Mapping[str, str]] = {
    "E01_file_name": "文件名不合规定,请命名为“提取名[_分册].csv|xlsx|parquet”,只用汉字、字母、数字、下划线、短横和点",
    "E02_not_regular_file": "不是普通文件,请直接放入文件本身,不要放链接或文件夹",
    "E03_empty": "文件是空的(0 字节),无数据也须送表头并在 manifest.json 写明 0 行",
    "E04_magic": "文件内容与扩展名不符,请按 {detail} 格式重新导出",
    "E05_size": "文件过大或压缩比异常,请分册报送",
    "E06_encoding": "编码无法确认或前后混杂,请统一存为 UTF-8 或 GB18030 后重新报送",
    "E07_line_length": "存在没有换行的超长内容,请检查导出程序",
    "E08_header": "找不到表头,请把列名放在数据上方第一行",
    "E09_columns": "列数超过 {detail},请只送约定的列",
    "E10_duplicate_header": "列“{detail}”在表头中出现不止一次,请只保留一列",
    "E11_rows": "行数超过约定上限 {detail},请分册报送",
    "E12_unclosed_quote": "第 {detail} 行起有引号没有闭合,其后各行无法分辨,请修正后重新报送",
    "E14_manifest_digest": "与 manifest.json 记载的 SHA-256 不同,文件在传送中受损或被替换,请重新报送",
    "E16_parquet": "Parquet 文件不完整或已损坏,请重新导出",
    "E17_type": "列“{detail}”的类型不能使用(证件号不得为浮点数,不收嵌套和二进制类型),请存为文本",
    "E18_parquet_page": "Parquet 数据页校验不符,文件已损坏,请重新报送",
    "E19_unreadable_share": "{detail} 行中读不懂的行超过两成,整份退回,请核对编码、分隔符和金额格式",
    "E20_id_digits": "列“{detail}”多数证件号的末几位已被电子表格抹去,请把该列设为文本后重新导出",
    "E21_department": "这种提取应放在文件夹“{detail}”中",
    "E22_extract": "没有与文件名相符的提取,请按约定的提取名命名",
    "E23_missing_column": "缺少必备列“{detail}”,请补齐后重新报送",
    "E24_workbook": "工作簿打不开、已加密或结构异常,请另存为普通 XLSX 后重新报送",
    "E25_separator": "表头中没有约定的分隔符“{detail}”,请按约定导出",
    "H01_no_rows": "只有表头没有数据,请在 manifest.json 写明 0 行,或由专人放行",
    "H02_unit_drift": "列“{detail}”的中位数与上次相差 50 倍以上,疑为单位变化(元、分、万元),待专人确认",
    "H03_not_in_manifest": "manifest.json 没有列出此文件,待专人确认",
    "H04_absent_file": "manifest.json 列出了此文件,但没有送到",
    "H05_manifest_rows": "数据行数与 manifest.json 记载不同,待专人确认",
    "H06_manifest_total": "列“{detail}”的合计与 manifest.json 记载不同,待专人确认",
    "H07_manifest_damaged": "本部门的 manifest.json 读不懂,其文件全部暂存,请更正清单",
    "R01_redelivered": "与已接收的文件逐字节相同,不重复计入",
    "N01_total_line": "列“{detail}”的合计行与各行之和不符,已按明细接收",
}
"""`{detail}` is a count or a word of our own contract, never a delivered value."""

ROW_REASONS: Final[Mapping[str, str]] = {
    "Q01_bytes": "含有无法解码的字节",
    "Q02_control_character": "含有控制字符或改变文字方向的字符",
    "Q03_field_count": "列数与表头不符",
    "Q04_long_line": "行过长",
    "Q05_quote": "引号使用错误",
    "Q06_amount": "必备金额读不懂",
    "Q07_formula_name": "姓名以公式符号开头",
}


class NotTaken(Exception):
    """A file is refused (`E..`) or held (`H..`). Carries a code and a detail that is never a delivered value."""

    def __init__(self, code: str, detail: str | int = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = str(detail)

    @property
    def decision(self) -> str:
        return "held" if self.code.startswith("H") else "refused"


def sentence(file_name: str, code: str, detail: str = "") -> str:
    """One sentence for the department: which file, what is wrong, what to do."""
    return f"{file_name}:{FILE_REASONS[code].replace('{detail}', detail)}。"


class Unaccounted(RuntimeError):
    """The row account of a file does not balance: a defect of this program. The run must stop."""
