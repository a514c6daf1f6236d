-- 公房欠租: 承租公房欠租的月数
with tenancy as (
  select m.household_id, s.months_in_arrears,
         evidence_of('住建_公房租赁', s.record_number) as evidence
  from standardised."住建_公房租赁" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier)
)
select household_id, max(months_in_arrears)::varchar as value, null::date as valid_from,
       null::date as valid_to, true as is_known, evidence_list(evidence) as evidence
from tenancy
where months_in_arrears > 0
group by household_id
