-- 一户中可以扣减的刚性支出(分 x 12): 残疾、重病成员的医疗自付与所列情形的学费,起扣线、几成与上限同报告一样
with deducting as (
  select max(text_value) as items, param('deductible_education_cap') as education_cap,
         param('deductible_spending_floor') as floor_line, param('deductible_spending_share') as part,
         param('deductible_spending_cap') as cap
  from reference.programme_value
  where programme_code = 'dibao' and key = 'deductible_spending'
),
meant as (
  select person_id, bool_or(in_list('deductible_spending_facts', fact_code)) as is_spending,
         bool_or(in_list('deductible_education_facts', fact_code)) as is_education
  from verified.fact
  where is_known and coalesce(valid_to >= as_of(), true)
    and (in_list('deductible_spending_facts', fact_code) or in_list('deductible_education_facts', fact_code))
  group by person_id
),
spent as (
  select distinct m.case_id, m.person_id, f.fact_code,
         case when f.fact_code = 'tuition' and d.education_cap is not null
              then smaller(try_cast(f.value as bigint), d.education_cap) else try_cast(f.value as bigint) end as fen
  from subject_member as m
  join verified.fact as f
    on f.person_id = m.person_id and f.is_known and f.fact_code in ('annual_self_paid', 'tuition')
  join meant as w on w.person_id = m.person_id
    and case when f.fact_code = 'tuition' then w.is_education else w.is_spending end
  cross join deducting as d
  where m.subject_kind = 'household'
    and is_listed(d.items,
                      case f.fact_code when 'annual_self_paid' then 'spend_medical' else 'spend_education' end)
)
select s.case_id, s.person_id,
       deductible_of(sum(s.fen), max(d.floor_line), max(d.part), max(d.cap))::bigint as deductible_parts
from spent as s
cross join deducting as d
where s.fen > 0
group by s.case_id, s.person_id
