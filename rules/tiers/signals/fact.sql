-- 可引用的事实: 条件所引用的、关于一户或一名在世者的每一条陈述(已故除外),取值能读作数的另列数值
with asked as (
  select distinct signal_code from reference.condition where signal_kind = 'fact'
)
select 'fact' as signal_kind, f.fact_code as signal_code, f.household_id, f.person_id, f.value,
       try_cast(f.value as double) as number_value, f.valid_from, f.valid_to, f.is_known, f.evidence
from verified.fact as f
join asked as a on a.signal_code = f.fact_code
left join linked.person as p on p.person_id = f.person_id
where f.fact_code = 'deceased' or p.person_id is null or not p.is_deceased
