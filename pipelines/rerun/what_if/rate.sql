-- 各项目的比率(单位: 份,全市累计;只列有变动的)
select coalesce(label_of('programme', b.programme_code), b.programme_code) as "项目", b.official_label as "指标",
       b.numerator || '/' || b.denominator as "原", a.numerator || '/' || a.denominator as "设想后",
       percent(b.rate) as "原比率", percent(a.rate) as "设想后比率"
from before.programme_rate as b
join after.programme_rate as a
  on a.programme_code = b.programme_code and a.rate_kind = b.rate_kind and a.period = b.period
  and a.is_cumulative = b.is_cumulative and a.area_code = b.area_code and a.unit = b.unit
where b.area_code = 'city' and b.is_cumulative and b.unit = 'report' and b.official_label is not null
  and (a.numerator <> b.numerator or a.denominator <> b.denominator)
order by b.programme_code
