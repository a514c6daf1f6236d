-- 年度自负医疗费: 最近一个已满年度住院与门急诊个人自负之和;有一笔读不出即说不清
with record as (
  select l.person_id, s.self_paid_fen, s.year, evidence_of('医保_费用结算', s.record_number) as evidence,
         row_number() over (
           partition by l.person_id, s.claim_kind, s.cost_fen, s.paid_by_fund_fen, s.self_paid_fen
           order by s.record_number nulls last, s.record_key) as copy
  from standardised."医保_费用结算" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier) and s.year = window_year()
)
select r.person_id, m.household_id, complete_sum(r.self_paid_fen)::varchar as value,
       make_date(max(r.year), 1, 1) as valid_from, last_day(make_date(max(r.year), 12, 1)) as valid_to,
       complete_sum(r.self_paid_fen) is not null as is_known, evidence_list(r.evidence) as evidence
from record as r
left join linked.household_member as m on m.person_id = r.person_id
where r.copy = 1
group by r.person_id, m.household_id
