-- 一户中残疾、重病成员可以扣减的刚性支出(分 x 12): 医疗自付与学费,同报告一样按几成扣、按每人每年的上限扣
with deducting as (
  select max(text_value) as items
  from reference.programme_value
  where programme_code = 'dibao' and key = 'deductible_spending'
),
spent as (
  select distinct m.case_id, m.person_id, f.fact_code, try_cast(f.value as bigint) * param('deductible_spending_share') as fen
  from subject_member as m
  join verified.fact as f
    on f.person_id = m.person_id and f.is_known and f.fact_code in ('annual_self_paid', 'tuition')
  cross join deducting as d
  where m.subject_kind = 'household'
    and list_contains(string_split(d.items, '、'),
                      case f.fact_code when 'annual_self_paid' then 'spend_medical' else 'spend_education' end)
    and m.person_id in (
      select person_id from verified.fact
      where is_known and in_list('deductible_spending_facts', fact_code) and coalesce(valid_to >= as_of(), true))
)
select case_id, person_id,
       (case when param('deductible_spending_cap') is null then sum(fen)
             else smaller(sum(fen), param('deductible_spending_cap')) end)::bigint as deductible_parts
from spent
where fen > 0
group by case_id, person_id
