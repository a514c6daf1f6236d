-- 未办结告警按规则: 户数与最早期限
select a.rule_code, coalesce(r.label, a.rule_code) as rule, a.direction, coalesce(d.label, a.direction) as direction_label,
       count(*)::integer as alerts, count(distinct coalesce(a.household_id, a.person_id))::integer as households,
       count(*) filter (where a.level = 'red')::integer as red, min(a.due_date) as first_due_date
from published.alert as a
left join reference.code as r on r.list = 'alert_rule' and r.code = a.rule_code
left join reference.code as d on d.list = 'alert_direction' and d.code = a.direction
where is_open_alert(a.status)
group by a.rule_code, r.label, a.direction, d.label
order by a.direction, alerts desc, a.rule_code
