-- 未办结的告警;没有户的告警以本人应门
select a.alert_id, a.rule_code, coalesce(r.label, a.rule_code) as rule_label, a.household_id, a.person_id, a.level,
       coalesce(v.label, a.level) as level_label, coalesce(list_position(['red', 'orange', 'yellow', 'blue'], a.level), 5)
         as level_place, a.direction, coalesce(d.label, a.direction) as direction_label, coalesce(p.label, a.disposition)
         as disposition_label, a.first_raised_date, a.last_raised_date, a.due_date, a.status,
       coalesce(s.label, a.status) as status_label, a.street_code, a.committee_code, a.register_street_code,
       a.sentence, a.suggested_action, f.person_id as face_person_id, coalesce(f.is_minor, false) as is_face_minor,
       coalesce(c.case_number, a.household_id, a.person_id) as case_number
from published.alert as a
left join face as f on f.household_id = a.household_id
left join case_number as c on c.household_id = a.household_id
left join reference.code as r on r.list = 'alert_rule' and r.code = a.rule_code
left join reference.code as v on v.list = 'level' and v.code = a.level
left join reference.code as d on d.list = 'alert_direction' and d.code = a.direction
left join reference.code as p on p.list = 'disposition' and p.code = a.disposition
left join reference.code as s on s.list = 'alert_status' and s.code = a.status
where is_open_alert(a.status)
