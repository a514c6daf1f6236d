-- 低保在册人员: 名册上的户主与成员;未送成员名册时,保障人数不少于在世家庭人数的全家在册,少于的只知户主
with head as (
  select l.person_id, m.household_id, s.covered_count, evidence_of('民政_低保在册', s.record_number) as evidence
  from standardised."民政_低保在册" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier)
),
living as (
  select m.household_id, m.person_id, count(*) over (partition by m.household_id) as size
  from linked.household_member as m
  join linked.person as p on p.person_id = m.person_id
  where not p.is_deceased and holds_on(m.valid_from, m.valid_to, as_of())
),
listed as (
  select l.person_id, m.household_id, s.from_date as valid_from, s.to_date as valid_to, true as is_known,
         evidence_of('民政_低保成员', s.record_number) as evidence
  from standardised."民政_低保成员" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier) and holds_on(s.from_date, s.to_date, as_of())
  union all
  select person_id, household_id, null::date as valid_from, null::date as valid_to, true as is_known, evidence
  from head
  union all
  select v.person_id, v.household_id, null::date as valid_from, null::date as valid_to,
         coalesce(h.covered_count >= v.size, false) as is_known, h.evidence
  from living as v
  join head as h on h.household_id = v.household_id
  where h.person_id <> v.person_id and not is_delivered('民政_低保成员')
),
best as (
  select person_id, household_id, bool_or(is_known) as is_known, min(valid_from) as valid_from,
         case when count(valid_to) = count(*) then max(valid_to) end as valid_to, evidence_list(evidence) as evidence
  from listed
  group by person_id, household_id
)
select person_id, household_id, null::varchar as value, valid_from, valid_to, is_known, evidence
from best
