-- 残余记录各归哪个节点(正数为证件号,负数为无证件号的人),凭什么
select
    residual_group.record_key,
    case when assigned.is_split then -(1000000000000000 + residual_group.record_key) else assigned.node end as node,
    assigned.tier, assigned.probability, assigned.reason_code, assigned.candidate
from residual_group
join profile using (first_key)
join assigned using (q)
