-- 年医疗自负占年可支配收入的比例: 收入不全不能说达到,支出不全不能说没有达到;没有收入而有支出的视为达到
with spent as (
  select m.case_id, count(distinct m.person_id) as member_count,
         count(distinct case when f.fact_code = 'annual_self_paid' and f.is_known then f.person_id end) as treated_count,
         known_sum(case when f.is_known and f.fact_code = 'annual_self_paid' then try_cast(f.value as bigint) end) as spent_fen,
         list_sort(flatten(list(f.evidence) filter (where f.evidence is not null))) as evidence
  from subject_member as m
  left join verified.fact as f on f.person_id = m.person_id and f.fact_code in ('annual_self_paid', 'tuition')
  where m.subject_kind = 'household'
  group by m.case_id
)
select a.case_id, null::varchar as person_id,
       case when a.is_income_complete and s.spent_fen > 0 then exact(s.spent_fen) * a.scale else exact(0) end as low,
       case when s.treated_count = s.member_count and s.spent_fen = 0 then exact(-1)
            when s.treated_count = s.member_count then exact(s.spent_fen) * a.scale end as high,
       a.received * 12 as factor, s.evidence
from assessment as a
join spent as s on s.case_id = a.case_id
