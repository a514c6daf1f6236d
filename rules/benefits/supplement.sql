-- 分类施保增发在某一日、城镇或农村有哪几类: 每一类凭什么(事实、年龄)、每人每月多少;没有设数额或年龄的不发
with days as (
  select distinct day, is_rural from seam_case
),
known as (
  select p.name, p.holds_in_villages as is_rural, p.value, p.text_value, p.valid_from, p.valid_to
  from reference.supplement_parameter as p
)
select d.day, d.is_rural, s.kind_code, s.group_code, s.of = 'difference' as is_share, s.per = 'household' as is_once, s.fact_code, s.values_parameter, string_split(v.text_value, '、') as fact_values,
       f.value as from_age, t.value as to_age, exact(a.value) as amount_fen
from days as d
cross join reference.supplement as s
join known as a
  on a.name = s.amount_parameter and a.is_rural = d.is_rural and holds_on(a.valid_from, a.valid_to, d.day) and a.value is not null
left join known as f on f.name = s.from_age_parameter and f.is_rural = d.is_rural and holds_on(f.valid_from, f.valid_to, d.day)
left join known as t on t.name = s.to_age_parameter and t.is_rural = d.is_rural and holds_on(t.valid_from, t.valid_to, d.day)
left join known as v on v.name = s.values_parameter and v.is_rural = d.is_rural and holds_on(v.valid_from, v.valid_to, d.day)
where (s.from_age_parameter is null or f.value is not null) and (s.to_age_parameter is null or t.value is not null)
