-- 告警(单位: 条;只列有变动的)
select coalesce(b.rule_code, a.rule_code) as "规则",
       label_of('alert_rule', coalesce(b.rule_code, a.rule_code)) as "名称",
       count(b.alert_id) as "原", count(a.alert_id) as "设想后", count(*) filter (where b.alert_id is null) as "新增",
       count(*) filter (where a.alert_id is null) as "消失",
       count(*) filter (where a.level <> b.level) as "级别有变"
from before.alert as b
full join after.alert as a on a.alert_id = b.alert_id
group by coalesce(b.rule_code, a.rule_code)
having count(*) filter (where b.alert_id is null or a.alert_id is null or a.level <> b.level) > 0
order by 1
