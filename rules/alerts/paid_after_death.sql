-- 死亡仍发放: 死亡月加宽限月之后仍有救助发放,或本人仍在低保名册;只认证件有效且姓名相容的记录
with death as (
  select person_id, min(valid_from) as died_on, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code = 'deceased' and is_known and valid_from is not null
  group by person_id
),
payment as (
  select l.person_id, s.month, evidence_of('民政_救助发放', s.record_number) as evidence
  from standardised."民政_救助发放" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier) and s.amount_fen > 0 and s.month <= month_of(as_of())
  union all
  select l.person_id, month_of(as_of()) as month, evidence_of('民政_低保在册', s.record_number) as evidence
  from standardised."民政_低保在册" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier) and s.benefit_fen > 0
)
select 'W21' as rule_code, coalesce(max(m.household_id), max(b.household_id)) as household_id, d.person_id, null::varchar as level,
       null::varchar as disposition, d.died_on as begun_date, null::date as until_date, max(p.month) as value,
       count(distinct p.month)::double as number_value, d.evidence || list(p.evidence) as evidence
from death as d
join payment as p on p.person_id = d.person_id
  and p.month > month_shift(month_of(d.died_on), param('payment_grace_months'))
left join linked.household_member as m on m.person_id = d.person_id
left join bereaved as b on b.person_id = d.person_id
group by d.person_id, d.died_on, d.evidence
