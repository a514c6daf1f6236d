-- 老养残: 老年父母与成年重度残疾子女同住一户
with grown as (
  select d.household_id, d.person_id, d.evidence
  from verified.fact as d
  join linked.person as p on p.person_id = d.person_id and not p.is_deceased
  where d.fact_code = 'severe_disability' and d.is_known
    and not exists (
      select 1 from verified.fact as c where c.person_id = d.person_id and c.fact_code = 'child')
)
select 'measure' as signal_kind, 'elderly_with_disabled_child' as signal_code, g.household_id,
       null::varchar as person_id, null::varchar as value, null::double as number_value, null::date as valid_from,
       null::date as valid_to, true as is_known,
       list_sort(list_distinct(flatten(list(g.evidence || e.evidence || k.evidence)))) as evidence
from grown as g
join kinship as k on k.child_id = g.person_id
join verified.fact as e on e.person_id = k.parent_id and e.household_id = g.household_id
where e.fact_code = 'elderly' and e.is_known
group by g.household_id
