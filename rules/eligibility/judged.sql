-- 逐条判断: 上下界都在线的一边才说符合或不符合,否则未知;低于是 <,达到是 >=,不超过含本数
with lined as (
  -- 线按量的除数放大,不除
  select s.case_number, m.person_id, k.condition_number, k.unit, k.compare, m.low, m.high,
         m.factor * case when k.is_per_person then s.member_count else 1 end as per_unit,
         k.limit_value * case when k.is_per_person then s.member_count else 1 end * m.factor as line
  from measured as m
  join sized as s on s.case_id = m.case_id
  join condition as k on k.measure = m.measure and k.size = s.size and k.is_rural = s.is_rural
),
met_or_not as (
  select case_number, person_id, condition_number, unit, per_unit, low, high,
         case compare
           when 'below' then case when high < line then 'met' when low >= line then 'not_met' end
           when 'up_to' then case when high <= line then 'met' when low > line then 'not_met' end
           else case when low >= line and low > 0 then 'met' when high < line then 'not_met' end
         end as verdict
  from lined
),
known as (
  select case_number, person_id, condition_number, verdict, unit, per_unit,
         case when unit = 'flag' then null when low is null then high when verdict = 'met' and high is not null then high
              else low end as value
  from met_or_not
),
-- 同样的数只写一次;先除后写
divided as (
  select unit, value, per_unit, case when unit = 'fen' then to_fen(value::hugeint, per_unit::hugeint) end as value_fen,
         case when unit = 'ratio' then share(value, per_unit)
              when unit <> 'fen' then (value / per_unit)::double end as value_number
  from (select distinct unit, value, per_unit from known where value is not null) as n
),
shown as (
  select unit, value, per_unit, case unit when 'fen' then yuan_text(value_fen) when 'ratio' then percent(value_number)
                                          else plain_number(value_number) end as value_shown
  from divided
)
select k.case_number, k.person_id, k.condition_number, coalesce(k.verdict, 'unknown') as verdict, s.value_shown
from known as k
left join shown as s on s.unit = k.unit and s.value = k.value and s.per_unit = k.per_unit
