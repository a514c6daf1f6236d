-- 刚性支出负担: 自负医疗费、学费与康复支出占年收入的比例;有支出而无收入的视为全部
with told as (
  select v.household_id, f.fact_code, f.is_known, f.evidence,
         case when f.is_known and f.fact_code <> 'disability' then try_cast(f.value as bigint) end as spent_fen
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.fact_code in ('annual_self_paid', 'tuition', 'disability')
  union all
  select household_id, fact_code, is_known, evidence, case when is_known then try_cast(value as bigint) end as spent_fen
  from verified.fact
  where fact_code = 'rehabilitation_spending'
),
spending as (
  select household_id, sum(spent_fen)::bigint as spent_fen,
         count(case when fact_code = 'annual_self_paid' and is_known then 1 end) as treated_count,
         bool_or(not is_known and fact_code in ('annual_self_paid', 'tuition')) as is_doubtful,
         bool_or(fact_code = 'disability') as has_disabled,
         bool_or(fact_code = 'rehabilitation_spending' and is_known) as has_rehabilitation,
         flatten(list(evidence) filter (where spent_fen is not null)) as evidence
  from told
  group by household_id
),
burden as (
  select s.household_id, case when p.spent_fen is null then 0 else p.spent_fen end as spent_fen,
         coalesce(p.treated_count = s.member_count and not p.is_doubtful
                  and (p.has_rehabilitation or not p.has_disabled), false)
           and is_screened('教育_学籍') and is_screened('残联_持证残疾人') as is_spending_known,
         coalesce(i.is_complete and i.income_fen is not null, false) as is_income_known,
         i.income_fen * 12 as year_income_fen, p.evidence as spending_evidence, i.evidence as income_evidence
  from scored.household_size as s
  left join spending as p on p.household_id = s.household_id
  left join verified.household_income as i on i.household_id = s.household_id
  where s.member_count > 0
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
       list_sort(list_concat(spending_evidence, income_evidence)) as evidence,
       spent_fen as spent, year_income_fen as year_income, share(spent_fen, year_income_fen) as share
from burden
