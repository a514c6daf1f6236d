-- 年刚性支出(医疗自负、学费、康复)占年总收入的比例: 收入不全不能说达到,支出不全不能说没有达到;没有收入而有支出的视为达到
with spent as (
  select m.case_id, count(distinct m.person_id) as member_count,
         count(distinct case when f.fact_code = 'annual_self_paid' and f.is_known then f.person_id end) as treated_count,
         known_sum(case when f.is_known then try_cast(f.value as bigint) end) as members_fen,
         list_sort(flatten(list(f.evidence) filter (where f.evidence is not null))) as evidence
  from subject_member as m
  left join verified.fact as f on f.person_id = m.person_id and f.fact_code in ('annual_self_paid', 'tuition')
  where m.subject_kind = 'household'
  group by m.case_id
),
restored as (
  -- 康复支出记在户上
  select household_id, known_sum(try_cast(value as bigint)) as fen, flatten(list(evidence)) as evidence
  from verified.fact
  where fact_code = 'rehabilitation_spending' and is_known
  group by household_id
),
totalled as (
  select p.case_id, p.member_count, p.treated_count,
         case when p.members_fen is null then r.fen when r.fen is null then p.members_fen else p.members_fen + r.fen end as spent_fen,
         case when r.evidence is null then p.evidence else list_sort(list_concat(p.evidence, r.evidence)) end as evidence
  from spent as p
  left join restored as r on r.household_id = p.case_id
)
select a.case_id, null::varchar as person_id,
       case when a.is_income_complete and s.spent_fen > 0 then exact(s.spent_fen) * a.scale else exact(0) end as low,
       case when s.treated_count = s.member_count and s.spent_fen = 0 then exact(-1)
            when s.treated_count = s.member_count then exact(s.spent_fen) * a.scale end as high,
       a.received * 12 as factor, s.evidence
from assessment as a
join totalled as s on s.case_id = a.case_id
