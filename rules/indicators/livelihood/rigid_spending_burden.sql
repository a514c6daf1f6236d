-- 刚性支出负担: 自负医疗费、学费与康复支出占年收入的比例;有支出而无收入的视为全部
with facts as (
  select person_id,
         bool_or(fact_code = 'annual_self_paid' and is_known) as has_medical,
         bool_or(fact_code = 'tuition' and is_known) as has_tuition,
         bool_or(fact_code = 'studying') as is_studying,
         bool_or(fact_code = 'disability') as is_disabled,
         sum(case when is_known and fact_code in ('annual_self_paid', 'tuition') then try_cast(value as bigint) end)::bigint as spent_fen,
         list(evidence) filter (where is_known and fact_code in ('annual_self_paid', 'tuition')) as evidence
  from verified.fact
  where fact_code in ('annual_self_paid', 'tuition', 'studying', 'disability') and person_id is not null
  group by person_id
),
rehabilitation as (
  select household_id, max(try_cast(value as bigint)) as spent_fen, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code = 'rehabilitation_spending' and is_known
  group by household_id
),
members as (
  select v.household_id, known_sum(f.spent_fen) as spent_fen,
         bool_and(coalesce(f.has_medical, false)
                  and (coalesce(f.has_tuition, false) or not coalesce(f.is_studying, false))) as is_spending_known,
         bool_or(coalesce(f.is_disabled, false)) as has_disabled,
         flatten(flatten(list(f.evidence) filter (where f.evidence is not null))) as evidence
  from scored.living_member as v
  left join facts as f on f.person_id = v.person_id
  group by v.household_id
),
spending as (
  select m.household_id,
         case when m.spent_fen is null and r.spent_fen is null then null
              when m.spent_fen is null then r.spent_fen
              when r.spent_fen is null then m.spent_fen
              else m.spent_fen + r.spent_fen end as spent_fen,
         m.is_spending_known and is_screened('教育_学籍') and is_screened('残联_持证残疾人')
           and (r.spent_fen is not null or not m.has_disabled) as is_spending_known,
         list_sort(list_distinct(coalesce(m.evidence, no_evidence()) || coalesce(r.evidence, no_evidence()))) as evidence
  from members as m
  left join rehabilitation as r on r.household_id = m.household_id
),
burden as (
  select s.household_id, s.is_spending_known, s.evidence || coalesce(i.evidence, no_evidence()) as evidence,
         case when s.spent_fen is null then 0 else s.spent_fen end as spent_fen,
         i.income_fen * 12 as year_income_fen,
         coalesce(i.is_complete and i.income_fen is not null, false) as is_income_known
  from spending as s
  left join verified.household_income as i on i.household_id = s.household_id
)
select household_id,
       case when is_income_known and year_income_fen <= 0 and spent_fen > 0 then 'spending_without_income'
            else 'spending_share' end as measure,
       case when is_spending_known and spent_fen = 0 then 0
            when not is_income_known then null
            when year_income_fen > 0 then share(spent_fen, year_income_fen)
            when spent_fen > 0 then 1 end as value,
       case when is_spending_known and year_income_fen > 0 then share(spent_fen, year_income_fen) end as worst,
       is_spending_known and (is_income_known or spent_fen = 0) as is_known,
       evidence, spent_fen as spent, year_income_fen as year_income, share(spent_fen, year_income_fen) as share
from burden
