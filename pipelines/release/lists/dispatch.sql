-- 派单: 敲门的人需要的姓名、地址、电话,为什么去,建议做什么,何时之前
select a.committee_code, a.alert_id as "告警编号", a.case_number as "案件编号", f.name_text as "姓名",
       case when a.person_id is not null and a.person_id is distinct from a.face_person_id then p.name_text end as "涉及人员",
       coalesce(f.address, f.register_address) as "地址", coalesce(f.phone, p.phone) as "电话", a.level_label as "级别",
       a.rule_label as "类别", a.sentence as "告警说明", a.suggested_action as "建议动作",
       strftime(a.due_date, '%Y-%m-%d') as "办理期限"
from open_alert as a
left join vault_identity as f on f.person_id = coalesce(a.face_person_id, a.person_id)
left join vault_identity as p on p.person_id = a.person_id
where awaits_visit(a.status)
order by a.committee_code, a.level_place, a.due_date, a.alert_id
