-- 主要劳动力死亡服刑: 近期去世或服刑者的有证据收入占全家一半以上
with lost as (
  select person_id, household_id, died_on as lost_on, evidence
  from bereaved
  union all
  select person_id, household_id, valid_from as lost_on, evidence
  from verified.fact
  where fact_code = 'imprisoned' and is_known and household_id is not null
),
recent as (
  select person_id, household_id, lost_on, evidence
  from lost
  where lost_on between days_before(as_of(), param('event_alert_days')) and as_of()
),
earned as (
  select person_id, sum(case when basis = 'rate' then received_fen * 12 else received_fen end)::bigint as year_fen
  from verified.income_month
  group by person_id
),
others as (
  select r.person_id, sum(e.year_fen)::bigint as year_fen
  from recent as r
  join linked.household_member as m on m.household_id = r.household_id and m.person_id <> r.person_id
  join earned as e on e.person_id = m.person_id
  group by r.person_id
),
weighed as (
  select r.person_id, r.household_id, r.lost_on, r.evidence,
         share(e.year_fen, case when o.year_fen is null then e.year_fen else e.year_fen + o.year_fen end) as income_share
  from recent as r
  join earned as e on e.person_id = r.person_id
  left join others as o on o.person_id = r.person_id
)
select 'W07' as rule_code, household_id, null::varchar as person_id, null::varchar as level,
       null::varchar as disposition, max(lost_on) as begun_date, null::date as until_date, null::varchar as value,
       null::double as number_value, flatten(list(evidence)) as evidence
from weighed
where income_share >= param('breadwinner_share')
group by household_id
