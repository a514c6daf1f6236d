-- 各项目差异率、检出率,按市、区、街镇;分子、分母、区间、上下界、方向与未计入者一并列出
select r.programme_code, p.label as programme_label, r.rate_kind, k.label as rate_kind_label, r.official_label,
       r.period, r.is_cumulative, a.area_level, r.area_code, a.label as area_label, a.district_label,
       u.label as unit_label, r.cut_off_date, r.numerator, r.denominator, r.rate, r.wilson_low, r.wilson_high,
       r.bound_low, r.bound_high, r.adverse_count, r.favourable_count, r.neutral_count,
       r.excluded_withdrawn + r.excluded_ended + r.excluded_unauthorised + r.excluded_objection + r.excluded_missing
         as excluded_count,
       r.is_small_sample
from verified.programme_rate as r
left join reference.code as p on p.list = 'programme' and p.code = r.programme_code
left join reference.code as k on k.list = 'rate_kind' and k.code = r.rate_kind
left join reference.code as u on u.list = 'unit' and u.code = r.unit
left join reference.area as a on a.area_code = r.area_code
order by r.programme_code, r.rate_kind, r.period, r.is_cumulative, r.area_code
