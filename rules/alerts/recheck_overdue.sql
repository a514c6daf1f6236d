-- 复核逾期: 低保成员名册上全户最近一次复核早于一个复核周期
with listed as (
  select m.household_id, s.rechecked_date, evidence_of('民政_低保成员', s.record_number) as evidence
  from standardised."民政_低保成员" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier) and holds_on(s.from_date, s.to_date, as_of()) and s.rechecked_date is not null
)
select 'W29' as rule_code, household_id, null::varchar as person_id, null::varchar as level,
       null::varchar as disposition, max(rechecked_date) as begun_date, null::date as until_date,
       null::varchar as value, null::double as number_value, list(evidence) as evidence
from listed
group by household_id
having max(rechecked_date) < months_before(as_of(), param('recheck_months'))
