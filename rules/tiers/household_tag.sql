-- 标签: 标签的任一组条件成立,起止取最宽,证据并在一起
with held as (
  select h.household_id, h.person_id, h.rule_code as tag_code, h.valid_from, h.valid_to, h.evidence
  from tiered.condition_hit as h
  where h.rule_kind = 'tag'
)
select household_id, person_id, tag_code,
       case when count(valid_from) = count(*) then min(valid_from) end as valid_from,
       case when count(valid_to) = count(*) then max(valid_to) end as valid_to,
       list_sort(list_distinct(flatten(list(evidence)))) as evidence
from held
group by household_id, person_id, tag_code
