-- 利息股息红利与财产租赁所得: 按税务记录
select 'income_property' as item_code, '税务_扣缴明细' as extract, t.record_key, t.record_number, 'monthly' as basis,
       t.income_kind as kind, t.income_fen as amount_fen, t.month, null::varchar as refused,
       hash(t.income_kind, t.employer_number, t.month, abs(t.income_fen)) as likeness,
       t.employer_number as payer
from standardised."税务_扣缴明细" as t
where t.income_kind in ('利息股息红利所得', '财产租赁所得')
union all
select 'income_property', '税务_个人所得', t.record_key, t.record_number, 'annual', t.income_kind, t.income_fen,
       t.year::varchar || '-12', null,
       hash(t.income_kind, t.employer_number, t.year, t.months_employed, abs(t.income_fen)), t.employer_number
from standardised."税务_个人所得" as t
where t.income_kind in ('利息股息红利所得', '财产租赁所得')
