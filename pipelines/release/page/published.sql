-- 官方公布过的比率能否由印出的户数算出
select coalesce(c.label, p.programme_code) as programme, p.official_label, p.period, p.printed_count, p.printed_rate,
       p.is_possible, p.nearest_below, p.nearest_above
from verified.published_rate as p
left join reference.code as c on c.list = 'programme' and c.code = p.programme_code
order by p.period, c.rowid
