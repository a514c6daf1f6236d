-- 全市累计的差异率与检出率,通行的一种在前
select r.programme_code, programme_label, rate_kind_label, official_label is not null as is_official, unit_label, period,
       numerator, denominator, rate, wilson_low, wilson_high, bound_low, bound_high, adverse_count, favourable_count,
       neutral_count, excluded_count, is_small_sample
from analyst.programme_rate_by_area as r
left join reference.code as c on c.list = 'programme' and c.code = r.programme_code
where area_code = 'city' and is_cumulative
order by c.rowid, is_official desc, rate_kind_label
