-- 住房面积: 承租公房的建筑面积之和;没有的用仍然有效的入户调查所记的面积
with tenancy as (
  select m.household_id, s.area_m2, s.property_address,
         evidence_of('住建_公房租赁', s.record_number) as evidence
  from standardised."住建_公房租赁" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier)
),
dwelling as (
  select household_id, property_address, max(area_m2) as area_m2, evidence_list(evidence) as evidence
  from tenancy
  group by household_id, property_address
),
rented as (
  select household_id, case when count(*) = count(area_m2) then sum(area_m2::decimal(12, 2)) end as area_m2,
         list_sort(flatten(list(evidence))) as evidence
  from dwelling
  group by household_id
),
asked as (
  select s.answer, s.surveyed_date, s.record_number, s.record_key, s.household_number, s.id_number
  from standardised."社区_入户调查" as s
  where s.question_code = 'floor_area_m2' and s.surveyed_date <= as_of()
    and s.surveyed_date >= months_before(as_of(), param('survey_months'))
),
placed as (
  select m.household_id, a.answer, a.surveyed_date, a.record_number, a.record_key
  from asked as a
  join linked.identity as i on i.id_number = a.id_number
  join linked.household_member as m on m.person_id = i.person_id
  union all
  select m.household_id, a.answer, a.surveyed_date, a.record_number, a.record_key
  from asked as a
  join standardised."民政_救助申请" as t on t.application_number = a.household_number
  join linked.record_link as l on l.record_key = t.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where a.id_number is null and raises_help(l.link_tier)
),
newest as (
  select household_id, answer, surveyed_date, evidence_of('社区_入户调查', record_number) as evidence,
         row_number() over (
           partition by household_id
           order by surveyed_date desc, record_number desc nulls last, record_key desc) as place
  from placed
),
known as (
  select household_id, area_m2, evidence
  from rented
  where area_m2 is not null
  union all
  select n.household_id, try_cast(n.answer as decimal(12, 2)) as area_m2, [n.evidence] as evidence
  from newest as n
  where n.place = 1
    and not exists (select 1 from rented as r where r.household_id = n.household_id and r.area_m2 is not null)
)
select household_id, area_m2::varchar as value, null::date as valid_from,
       null::date as valid_to, area_m2 is not null as is_known, evidence
from known
