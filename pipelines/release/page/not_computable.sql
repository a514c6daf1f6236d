-- 本次不能计算的规则及所缺
select case rule_kind when 'alert' then '告警' when 'indicator' then '指标' when 'tag' then '标签' when 'fact' then '事实'
                      when 'item' then '核对内容' else rule_kind end as kind,
       rule_code, label, array_to_string(missing, '、') as missing
from reference.rule
where status = 'not_computable'
order by rule_kind, rule_code
