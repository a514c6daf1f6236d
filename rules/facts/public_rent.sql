-- 公房租金: 承租公房的月租金之和;有一处未写即说不清
with tenancy as (
  select m.household_id, s.rent_fen, s.property_address,
         evidence_of('住建_公房租赁', s.record_number) as evidence
  from standardised."住建_公房租赁" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier)
),
dwelling as (
  select household_id, property_address, max(rent_fen) as rent_fen, evidence_list(evidence) as evidence
  from tenancy
  group by household_id, property_address
)
select household_id, complete_sum(rent_fen)::varchar as value, null::date as valid_from,
       null::date as valid_to, complete_sum(rent_fen) is not null as is_known,
       list_sort(flatten(list(evidence))) as evidence
from dwelling
group by household_id
