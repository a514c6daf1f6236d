-- 经营所得: 金额只凭税务;有登记而无税务记录只是一个问题
select 'income_business' as item_code, '税务_扣缴明细' as extract, t.record_key, t.record_number, 'monthly' as basis,
       t.income_kind as kind, t.income_fen as amount_fen, t.month, null::varchar as refused,
       hash(t.income_kind, t.employer_number, t.month, abs(t.income_fen)) as likeness,
       t.employer_number as payer
from standardised."税务_扣缴明细" as t
where t.income_kind = '经营所得'
union all
select 'income_business', '税务_个人所得', t.record_key, t.record_number, 'annual', t.income_kind, t.income_fen,
       t.year::varchar || '-12', null,
       hash(t.income_kind, t.employer_number, t.year, t.months_employed, abs(t.income_fen)), t.employer_number
from standardised."税务_个人所得" as t
where t.income_kind = '经营所得'
