"""The 核对证据单 as HTML that a browser shows and prints on A4: nothing from outside, no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from pipelines.release.sheet_text import Sheet

_STYLE = """
@page { size: A4; margin: 15mm }
body { font: 10.5pt/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif; color: #000 }
body { margin: 0 auto; max-width: 180mm }
article { break-after: page; padding: 4mm 0 }
article:last-child { break-after: auto }
h1 { font-size: 15pt; margin: 0 0 2mm; border-bottom: 1.5pt solid }
h2 { font-size: 11.5pt; margin: 4mm 0 1mm; break-after: avoid }
p, li { margin: 0 } ul { margin: 0; padding-left: 5mm } li { break-inside: avoid }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt }
tr { break-inside: avoid } thead { display: table-header-group }
th, td { border-bottom: .5pt solid #999; padding: .6mm 1.5mm; text-align: right; font-variant-numeric: tabular-nums }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left }
footer { margin-top: 4mm; border-top: 1.5pt solid; font-size: 9pt }
"""


def as_html(pages: Iterable[Sheet]) -> str:
    """One document, a printed page or more for every sheet."""
    articles = [_article(page) for page in pages]
    head = '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>核对证据单</title>'
    return f"{head}<style>{_STYLE}</style></head>\n<body>\n" + "\n".join(articles) + "\n</body></html>\n"


def _article(page: Sheet) -> str:
    return "\n".join(["<article>", *_parts(page), "</article>"])


def _parts(page: Sheet) -> Iterator[str]:
    yield f"<h1>{escape(page.title)}</h1>"
    yield from (f"<p>{escape(line)}</p>" for line in page.head)
    for heading, sentences in page.sections:
        yield f"<h2>{escape(heading)}</h2>"
        if sentences:
            yield "<ul>" + "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences) + "</ul>"
        else:
            first, *rows = page.table
            yield "<table><thead>" + _row(first, "th") + "</thead><tbody>"
            yield from (_row(cells, "td") for cells in rows)
            yield "</tbody></table>"
    yield f"<footer>{escape(page.footer)}</footer>"


def _row(cells: Iterable[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
