-- 年度自负医疗费: 最近一个已满年度住院与门急诊个人自负之和;有一笔读不出即说不清
with record as (
  select l.person_id, s.year, s.self_paid_fen, min(evidence_of('医保_费用结算', s.record_number)) as evidence
  from standardised."医保_费用结算" as s
  join linked.record_link as l on l.record_key = s.record_key
  where l.extract = '医保_费用结算' and raises_help(l.link_tier) and s.year = window_year()
  group by l.person_id, s.year, s.claim_kind, s.cost_fen, s.paid_by_fund_fen, s.self_paid_fen
)
select r.person_id, complete_sum(r.self_paid_fen)::varchar as value,
       make_date(max(r.year), 1, 1) as valid_from, last_day(make_date(max(r.year), 12, 1)) as valid_to,
       complete_sum(r.self_paid_fen) is not null as is_known, list_sort(list(r.evidence)) as evidence
from record as r
group by r.person_id
