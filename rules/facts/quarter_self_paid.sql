-- 近三月自负医疗费: 最近三个完整月内结算的个人自负之和;有一笔读不出即说不清
with record as (
  select l.person_id, s.self_paid_fen, evidence_of('医保_就诊结算', s.record_number) as evidence,
         row_number() over (
           partition by l.person_id, s.claim_kind, s.admitted_date, s.settled_date, s.cost_fen, s.paid_by_fund_fen,
                        s.self_paid_fen
           order by s.record_number nulls last, s.record_key) as copy
  from standardised."医保_就诊结算" as s
  join linked.record_link as l on l.record_key = s.record_key
  where l.extract = '医保_就诊结算' and raises_help(l.link_tier)
    and s.settled_date between first_day(month_shift(anchor_month(), 1 - param('deterioration_months')))
        and last_day_of(anchor_month())
)
select r.person_id, complete_sum(r.self_paid_fen)::varchar as value,
       first_day(month_shift(anchor_month(), 1 - param('deterioration_months'))) as valid_from,
       last_day_of(anchor_month()) as valid_to, complete_sum(r.self_paid_fen) is not null as is_known,
       evidence_list(r.evidence) as evidence
from record as r
where r.copy = 1
group by r.person_id
