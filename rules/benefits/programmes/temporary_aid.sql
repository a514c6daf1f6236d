-- 临时救助: 每人每月最高为低保标准的若干倍;这里给的是一个月的上限,不是应发数
select a.case_id, 'temporary_aid' as programme_code, '01' as step, '临时救助每月上限' as label,
       a.member_count || ' 人' as operand, 'temporary_aid_multiple' as parameter,
       exact(a.base_fen * a.scale * param_on('temporary_aid_multiple', a.day)) as amount_parts
from assessment as a
