-- 预警清单: 居住地街镇主办,户籍地街镇抄送;只写类别,不写病名、金额与证件
with placed as (
  select street_code, '主办' as 派发, alert_id from open_alert
  union all
  select register_street_code, '抄送(户籍地)', alert_id from open_alert
  where register_street_code <> street_code and register_street_code <> '未定街道'
)
select p.street_code, a.alert_id as "告警编号", a.case_number as "案件编号",
       case when not a.is_face_minor then i.name_text end as "姓名", coalesce(c.label, a.committee_code) as "居村",
       coalesce(t.label, '') as "关注等级", a.level_label as "级别", a.direction_label as "方向", a.rule_label as "类别",
       a.disposition_label as "处置类型", a.suggested_action as "建议动作", strftime(a.first_raised_date, '%Y-%m-%d') as "首次产生",
       strftime(a.last_raised_date, '%Y-%m-%d') as "最近产生", strftime(a.due_date, '%Y-%m-%d') as "办理期限",
       a.status_label as "状态", p.派发
from placed as p
join open_alert as a on a.alert_id = p.alert_id
left join tiered.household_tier as h on h.household_id = a.household_id
left join reference.code as t on t.list = 'tier' and t.code = h.tier
left join area as c on c.area_code = a.committee_code
left join linked.identity as i on i.person_id = coalesce(a.face_person_id, a.person_id)
order by p.street_code, p.派发, a.level_place, a.due_date, a.alert_id
