-- 享受待遇: 每个救助项目一条,自首个发放月起至最近发放月末;只认证件有效且姓名相容的链接
with payment as (
  select l.person_id, coalesce(w.code, s.programme) as programme_code, s.month,
         evidence_of('民政_救助发放', s.record_number) as evidence
  from standardised."民政_救助发放" as s
  join linked.record_link as l on l.record_key = s.record_key
  left join reference.code_word as w on w.list = 'programme' and w.word = s.programme
  where is_proven(l.link_tier) and s.amount_fen > 0 and s.month <= month_of(as_of())
)
select p.person_id, p.programme_code as value, first_day(min(p.month)) as valid_from,
       last_day_of(max(p.month)) as valid_to, true as is_known, evidence_list(p.evidence) as evidence
from payment as p
group by p.person_id, p.programme_code
