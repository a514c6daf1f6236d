-- 月可计收入: 已证实的是下界;收入查全才有上界;残疾、重病成员可以扣减的医疗支出同报告一样扣减,扣到零为止
with deducting as (
  select max(text_value) as items
  from reference.programme_value
  where programme_code = 'dibao' and key = 'deductible_spending'
),
spent as (
  select distinct m.case_id, m.person_id, try_cast(f.value as bigint) * param('deductible_spending_share') as fen
  from subject_member as m
  join verified.fact as f on f.person_id = m.person_id and f.fact_code = 'annual_self_paid' and f.is_known
  cross join deducting as d
  where m.subject_kind = 'household' and list_contains(string_split(d.items, '、'), 'spend_medical')
    and m.person_id in (
      select person_id from verified.fact
      where is_known and in_list('deductible_spending_facts', fact_code) and coalesce(valid_to >= as_of(), true))
),
deducted as (
  select case_id, sum(case when param('deductible_spending_cap') is null then fen
                           else smaller(fen, param('deductible_spending_cap')) end)::bigint as fen
  from spent
  group by case_id
),
counted as (
  select a.case_id, a.scale, a.is_income_complete,
         case when d.fen is null then a.counted else at_least_zero(a.counted - exact(d.fen) * (a.scale // 12)) end as counted
  from assessment as a
  left join deducted as d on d.case_id = a.case_id
)
select a.case_id, null::varchar as person_id, a.counted as low, case when a.is_income_complete then a.counted end as high,
       a.scale as factor, h.evidence
from counted as a
join benefit_case as c on c.case_id = a.case_id and c.subject_kind = 'household'
left join verified.household_income as h on h.household_id = c.household_id
