-- 一年内临时救助: 窗口内发放临时救助的次数
with record as (
  select l.person_id, s.month, evidence_of('民政_救助发放', s.record_number) as evidence,
         row_number() over (
           partition by l.person_id, s.month, s.amount_fen, s.district_code
           order by s.record_number nulls last, s.record_key) as copy
  from standardised."民政_救助发放" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier) and code_of('programme', s.programme) = 'temporary_aid' and s.amount_fen > 0
    and s.month between window_start() and month_of(as_of())
)
select r.person_id, count(*)::varchar as value, first_day(min(r.month)) as valid_from,
       last_day_of(max(r.month)) as valid_to, true as is_known, evidence_list(r.evidence) as evidence
from record as r
where r.copy = 1
group by r.person_id
