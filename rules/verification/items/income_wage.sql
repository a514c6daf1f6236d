-- 工资薪金与劳务报酬: 按月实收优先,两个单位的相加;没有写明项目的,或写的不是别的所得的,按工资看;只有年度总额的按年度总额,不摊到没有凭据的月份;缴费基数与公积金只作参考
select 'income_wage' as item_code, '税务_扣缴明细' as extract, t.record_key, t.record_number, 'monthly' as basis,
       case when t.income_kind = '劳务报酬所得' then t.income_kind else '工资薪金所得' end as kind,
       t.income_fen as amount_fen, t.month, null::varchar as refused,
       hash(t.income_kind, t.employer_number, t.month, abs(t.income_fen)) as likeness,
       t.employer_number as payer
from standardised."税务_扣缴明细" as t
where t.income_kind is null or t.income_kind not in ('经营所得', '利息股息红利所得', '财产租赁所得')
union all
select 'income_wage', '税务_个人所得', t.record_key, t.record_number, 'annual',
       case when t.income_kind = '劳务报酬所得' then t.income_kind else '工资薪金所得' end, t.income_fen,
       t.year::varchar || '-12', null,
       hash(t.income_kind, t.employer_number, t.year, t.months_employed, abs(t.income_fen)), t.employer_number
from standardised."税务_个人所得" as t
where (t.income_kind in ('工资薪金所得', '劳务报酬所得') or t.income_kind is null)
union all
select 'income_wage', '人社_参保缴费', t.record_key, t.record_number, 'register', t.scheme, t.contribution_base_fen,
       t.month, 'plausibility_only', hash(t.employer_number, t.month, t.scheme, t.contribution_base_fen), null
from standardised."人社_参保缴费" as t
where t.month = anchor_month()
union all
select 'income_wage', '公积金_缴存', t.record_key, t.record_number, 'register', null, t.deposit_fen, t.month,
       'plausibility_only', hash(t.employer_number, t.month, t.deposit_fen), null
from standardised."公积金_缴存" as t
where t.month = anchor_month()
