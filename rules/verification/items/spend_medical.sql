-- 医疗支出: 个人自负,逐笔结算优先,冲销的相抵;没有逐笔的按年度总额
select 'spend_medical' as item_code, '医保_就诊结算' as extract, t.record_key, t.record_number, 'monthly' as basis,
       t.claim_kind as kind, t.self_paid_fen as amount_fen, month_of(t.settled_date) as month,
       hash(t.claim_kind, t.admitted_date, t.settled_date, abs(t.cost_fen), abs(t.self_paid_fen)) as likeness
from standardised."医保_就诊结算" as t
union all
select 'spend_medical', '医保_费用结算', t.record_key, t.record_number, 'annual', t.claim_kind, t.self_paid_fen,
       t.year::varchar || '-12', hash(t.claim_kind, t.year, t.cost_fen, t.paid_by_fund_fen, t.self_paid_fen)
from standardised."医保_费用结算" as t
