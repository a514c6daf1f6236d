-- 低保在册人员: 名册上的户主与成员;未送成员名册时,保障人数不少于在世家庭人数的全家在册,少于的只知户主
with head as (
  select l.person_id, m.household_id, s.covered_count, evidence_of('民政_低保在册', s.record_number) as evidence
  from standardised."民政_低保在册" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier)
),
household as (
  select household_id, max(covered_count) as covered_count, evidence_list(evidence) as evidence
  from head
  group by household_id
),
living as (
  select h.household_id, m.person_id, h.covered_count, h.evidence,
         count(*) over (partition by h.household_id) as member_count
  from household as h
  join linked.household_member as m on m.household_id = h.household_id
  join linked.person as p on p.person_id = m.person_id
  where not p.is_deceased and holds_on(m.valid_from, m.valid_to, as_of())
),
listed as (
  select l.person_id, s.from_date as valid_from, s.to_date as valid_to, true as is_known,
         [evidence_of('民政_低保成员', s.record_number)] as evidence
  from standardised."民政_低保成员" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier) and holds_on(s.from_date, s.to_date, as_of())
  union all
  select person_id, null::date as valid_from, null::date as valid_to, true as is_known, [evidence] as evidence
  from head
  union all
  select v.person_id, null::date as valid_from, null::date as valid_to,
         coalesce(v.covered_count >= v.member_count, false) as is_known, v.evidence
  from living as v
  left join head as h on h.person_id = v.person_id
  where h.person_id is null and not is_delivered('民政_低保成员')
)
select person_id, null::varchar as value, min(valid_from) as valid_from,
       case when count(valid_to) = count(*) then max(valid_to) end as valid_to, bool_or(is_known) as is_known,
       list_sort(list_distinct(flatten(list(evidence)))) as evidence
from listed
group by person_id
