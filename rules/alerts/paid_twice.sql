-- 重复享受: 同一人同一项目同一月在不同区划发放(按次发放的项目除外,见 compatibility.toml),或同时在两份低保名册;只认证件有效且姓名相容的记录
with payment as (
  select l.person_id, s.programme, s.month, s.district_code, evidence_of('民政_救助发放', s.record_number) as evidence
  from standardised."民政_救助发放" as s
  join linked.record_link as l on l.record_key = s.record_key
  left join reference.code_word as w on w.list = 'programme' and w.word = s.programme
  left join reference.compatibility as c
    on c.one = coalesce(w.code, s.programme) and c.other = c.one and c.relation = 'repeatable'
  where is_proven(l.link_tier) and s.amount_fen > 0 and s.district_code is not null and c.one is null
    and s.month between month_shift(month_of(as_of()), 1 - param('duplicate_months')) and month_of(as_of())
),
twice_paid as (
  select person_id, programme, month, list(evidence) as evidence
  from payment
  group by person_id, programme, month
  having count(distinct district_code) > 1
),
listed as (
  select l.person_id, s.certificate_number, evidence_of('民政_低保在册', s.record_number) as evidence
  from standardised."民政_低保在册" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier)
  union all
  select l.person_id, s.certificate_number, evidence_of('民政_低保成员', s.record_number) as evidence
  from standardised."民政_低保成员" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier) and holds_on(s.from_date, s.to_date, as_of())
),
twice as (
  select person_id, programme || ' ' || min(month) || '至' || max(month) as value, first_day(min(month)) as begun_date,
         flatten(list(evidence)) as evidence
  from twice_paid
  group by person_id, programme
  union all
  select person_id, '两份低保名册' as value, null::date as begun_date, list(evidence) as evidence
  from listed
  group by person_id
  having count(distinct certificate_number) > 1
)
select 'W23' as rule_code, max(m.household_id) as household_id, t.person_id, null::varchar as level,
       null::varchar as disposition, min(t.begun_date) as begun_date, null::date as until_date,
       array_to_string(evidence_list(t.value), '、') as value, count(distinct t.value)::double as number_value,
       flatten(list(t.evidence)) as evidence
from twice as t
left join linked.household_member as m on m.person_id = t.person_id
group by t.person_id
