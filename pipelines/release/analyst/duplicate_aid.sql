-- 重复与互斥待遇: 被告警 W23、W24 指出的家庭,连同其成员正在领取的项目;先核实,不等于要停发
with raised as (
  select household_id, list_sort(list(distinct rule_code)) as rule_codes, min(due_date) as first_due_date,
         list_sort(list(alert_id)) as alert_ids
  from published.alert
  where rule_code in ('W23', 'W24') and status not in ('suppressed', 'closed')
  group by household_id
),
benefits as (
  select m.household_id, list_sort(list(distinct coalesce(p.label, f.value))) as programme_labels,
         count(distinct f.person_id)::integer as receiving_count
  from verified.fact as f
  join linked.household_member as m on m.person_id = f.person_id
  left join reference.code as p on p.list = 'programme' and p.code = f.value
  where f.fact_code = 'receives_benefit' and f.is_known
  group by m.household_id
)
select r.household_id, h.street_code, a.label as street_label, h.committee_code, r.rule_codes, r.alert_ids,
       r.first_due_date, coalesce(b.programme_labels, []) as programme_labels, b.receiving_count
from raised as r
left join linked.household as h on h.household_id = r.household_id
left join benefits as b on b.household_id = r.household_id
left join reference.area as a on a.area_code = h.street_code
order by h.street_code, r.household_id
