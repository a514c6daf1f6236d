-- 劳动年龄成员去世: 一年内去世的劳动年龄成员,归到其本人或同一户号在世者所在的户;户号过大的是集体户,不据此认定
with deceased as (
  select p.person_id, i.register_household_number, i.deceased_date
  from linked.person as p
  join linked.identity as i on i.person_id = p.person_id
  where p.is_deceased and i.deceased_date <= as_of()
    and i.deceased_date > months_before(as_of(), param('recent_event_months') + 1)
    and age_on(i.birth_date, i.deceased_date) between param('working_age_from')
        and case when i.sex_code = '2' then param('working_age_to_women') else param('working_age_to') end
),
same_register as (
  select d.person_id, o.person_id as survivor_id, count(*) over (partition by d.person_id) as survivors
  from deceased as d
  join linked.identity as o
    on o.register_household_number = d.register_household_number and o.person_id <> d.person_id
),
home as (
  select d.person_id, m.household_id
  from deceased as d
  join linked.household_member as m on m.person_id = d.person_id
  union
  select r.person_id, m.household_id
  from same_register as r
  join linked.household_member as m on m.person_id = r.survivor_id
  where r.survivors < param('register_household_ceiling')
),
record as (
  select l.person_id, evidence_of('民政_殡葬火化', s.record_number) as evidence
  from standardised."民政_殡葬火化" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier)
  union all
  select l.person_id, evidence_of('公安_户籍人口', s.record_number) as evidence
  from standardised."公安_户籍人口" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier) and s.register_status = '死亡注销'
)
select h.household_id, null::varchar as value, d.deceased_date as valid_from, null::date as valid_to, true as is_known,
       coalesce(evidence_list(r.evidence), no_evidence()) as evidence
from home as h
join deceased as d on d.person_id = h.person_id
left join record as r on r.person_id = h.person_id
group by h.household_id, d.deceased_date
