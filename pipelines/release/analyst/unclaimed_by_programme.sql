-- 应享未享: 可能符合条件而没有领取的,按项目和街镇;告警没有写明项目的单列
with programmes as (
  select code, label from reference.code where list = 'programme'
),
unclaimed as (
  select a.alert_id, a.rule_code, a.household_id, a.street_code, a.status, a.due_date,
         max_by(p.code, length(p.label)) as programme_code
  from published.alert as a
  left join programmes as p on contains(a.sentence, p.label)
  where a.disposition in ('policy_not_delivered', 'possibly_eligible')
    and (a.rule_code in ('W13', 'W17') or a.disposition = 'policy_not_delivered')
  group by a.alert_id, a.rule_code, a.household_id, a.street_code, a.status, a.due_date
)
select coalesce(u.programme_code, '未注明') as programme_code, coalesce(p.label, '未注明项目') as programme_label,
       u.rule_code, r.label as rule_label, u.street_code, a.label as street_label,
       count(*)::integer as alert_count, count(distinct u.household_id)::integer as household_count,
       count(*) filter (where awaits_visit(u.status))::integer as open_count,
       min(u.due_date) as first_due_date
from unclaimed as u
left join programmes as p on p.code = u.programme_code
left join reference.code as r on r.list = 'alert_rule' and r.code = u.rule_code
left join reference.area as a on a.area_code = u.street_code
group by u.programme_code, p.label, u.rule_code, r.label, u.street_code, a.label
order by programme_code, u.rule_code, u.street_code
