-- 临时救助: 每人每月最高为低保标准的若干倍,乘所写的月数,不超过每户每次的上限;这里给的是上限,不是应发数;机构写了档次的,照档次
with figures as (
  select a.case_id, a.member_count, a.scale, param_on('temporary_aid_counted_months', a.day)::bigint as months,
         exact(a.base_fen * a.scale * param_on('temporary_aid_multiple', a.day)) as monthly,
         exact(param_at('temporary_aid_cap', a.day, a.is_rural)) * a.scale as cap
  from assessment as a
  where a.case_id not in (select case_id from aid_tier where programme_code = 'temporary_aid')
)
select case_id, 'temporary_aid' as programme_code, '01' as step, '临时救助每月上限' as label, member_count || ' 人' as operand,
       'temporary_aid_multiple' as parameter, monthly as amount_parts
from figures
union all
select case_id, 'temporary_aid', '02', '乘月数', months || ' 个月', 'temporary_aid_counted_months', monthly * (months - 1)
from figures
where months > 1
union all
select case_id, 'temporary_aid', '03', '减: 超过每户每次上限的部分', null, 'temporary_aid_cap', cap - monthly * months
from figures
where monthly * months > cap
union all
select case_id, programme_code, step, label, operand, parameter, amount_parts from aid_tier where programme_code = 'temporary_aid'
