-- 月收入减去医疗、教育必要支出的十二分之一: 支出不全只有上界
with spent as (
  select m.case_id, count(distinct m.person_id) as member_count,
         count(distinct case when f.fact_code = 'annual_self_paid' and f.is_known then f.person_id end) as treated_count,
         known_sum(case when f.is_known then try_cast(f.value as bigint) end) as spent_fen,
         list_sort(flatten(list(f.evidence) filter (where f.evidence is not null))) as evidence
  from subject_member as m
  left join verified.fact as f on f.person_id = m.person_id and f.fact_code in ('annual_self_paid', 'tuition')
  where m.subject_kind = 'household'
  group by m.case_id
)
select a.case_id, null::varchar as person_id,
       case when s.treated_count = s.member_count then a.received - exact(s.spent_fen) * (a.scale // 12) end as low,
       case when a.is_income_complete
            then a.received - case when s.spent_fen is null then 0 else exact(s.spent_fen) * (a.scale // 12) end end as high,
       a.scale as factor, s.evidence
from assessment as a
join spent as s on s.case_id = a.case_id
