-- 走访计划: 有待走访的帮扶或核实告警的家庭与一、二级家庭,一户一行;先红后蓝,再按等级、期限、排名
with alerted as (
  select street_code, coalesce(household_id, person_id) as visited, any_value(household_id) as household_id,
         min(level_place) as level_place, arg_min(level_label, level_place) as level_label,
         string_agg(distinct direction_label, '、' order by direction_label) as purposes,
         string_agg(distinct rule_label, '、' order by rule_label) as rules, count(*)::integer as alert_count,
         min(due_date) as due_date, min(case_number) as case_number,
         arg_min(coalesce(face_person_id, person_id), alert_id) as face_person_id, bool_and(is_face_minor) as is_face_minor,
         arg_min(committee_code, alert_id) as committee_code
  from open_alert
  where direction in ('+', '-') and awaits_visit(status)
  group by street_code, coalesce(household_id, person_id)
),
listed as (
  select t.street_code, t.household_id as visited, t.household_id, n.case_number, f.person_id as face_person_id,
         f.is_minor as is_face_minor, h.committee_code
  from tiered.household_tier as t
  left join linked.household as h on h.household_id = t.household_id
  left join face as f on f.household_id = t.household_id
  left join case_number as n on n.household_id = t.household_id
  where t.tier in ('tier_1', 'tier_2')
),
visits as (
  select coalesce(a.street_code, l.street_code) as street_code, coalesce(a.visited, l.visited) as visited,
         coalesce(a.household_id, l.household_id) as household_id, coalesce(a.level_place, 9) as level_place,
         a.level_label, coalesce(a.purposes, '帮扶') as purposes, a.rules, coalesce(a.alert_count, 0) as alert_count,
         a.due_date, coalesce(a.case_number, l.case_number) as case_number,
         coalesce(a.face_person_id, l.face_person_id) as face_person_id,
         coalesce(a.is_face_minor, l.is_face_minor, false) as is_face_minor,
         coalesce(a.committee_code, l.committee_code) as committee_code
  from alerted as a
  full join listed as l on l.visited = a.visited and l.street_code = a.street_code
),
ordered as (
  select v.street_code, v.visited, v.level_label, v.purposes, v.rules, v.alert_count, v.due_date, v.case_number,
         v.face_person_id, v.is_face_minor, v.committee_code, t.tier, t.rank_in_street,
         row_number() over (
           partition by v.street_code
           order by v.level_place, case t.tier when 'none' then 'tier_9' else t.tier end nulls last,
                    v.due_date nulls last, t.rank_in_street nulls last, v.visited)::integer as place_in_plan
  from visits as v
  left join tiered.household_tier as t on t.household_id = v.household_id
)
select o.street_code, o.place_in_plan as "顺序", o.case_number as "案件编号",
       case when not o.is_face_minor then i.name_text end as "姓名", coalesce(c.label, o.committee_code) as "居村",
       coalesce(t.label, '') as "关注等级", coalesce(o.level_label, '') as "最高级别", o.purposes as "走访目的",
       coalesce(o.rules, '列级家庭定期走访') as "类别", o.alert_count as "告警数",
       strftime(o.due_date, '%Y-%m-%d') as "最早期限", o.rank_in_street as "街镇内排名"
from ordered as o
left join linked.identity as i on i.person_id = o.face_person_id
left join area as c on c.area_code = o.committee_code
left join reference.code as t on t.list = 'tier' and t.code = o.tier
order by o.street_code, o.place_in_plan
