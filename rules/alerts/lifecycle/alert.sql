-- 告警: 派到居住地、抄送户籍地;曾产生而未再出现的,事由类继续待办,状态类在来源齐全时办结
with visit as (
  -- 最近一次见到人的走访;没有联系上的不算,仍待走访。说不属实的办结,过了合并的天数而事由还在的重新待办
  select alert_id, visited_date,
         case when not bool_and(in_list('visit_outcomes_closing', outcome)) then 'visited'
              when visited_date >= days_before(as_of(), param('alert_merge_days')) then 'closed'
              else 'merged' end as status
  from standardised."社区_走访反馈"
  where visited_date <= as_of() and not in_list('visit_outcomes_not_met', outcome)
  group by alert_id, visited_date
  qualify row_number() over (partition by alert_id order by visited_date desc) = 1
),
covered as (
  select distinct rule_code, coalesce(person_id, household_id) as subject
  from tiered.condition_hit
  where rule_kind = 'suppression'
),
disputed as (
  select distinct r.household_id
  from standardised."核对_异议登记" as o
  join verified.report as r on r.application_number = o.application_number
  where o.status = '受理' and r.household_id is not null
),
numbered as (
  select coalesce(r.alert_id, n.alert_id) as alert_id, r.rule_code, r.household_id, r.person_id, r.level, r.direction,
         r.disposition, r.first_raised_date, r.due_date, w.sentence, r.suggested_action, r.evidence,
         c.rule_code is not null or (r.direction = '-' and d.household_id is not null) as is_suppressed
  from raised as r
  join wording as w on w.episode = r.episode
  left join reference.alert_number as n on n.episode = r.episode
  left join covered as c on c.rule_code = r.rule_code and c.subject = coalesce(r.person_id, r.household_id)
  left join disputed as d on d.household_id = r.household_id
),
placed as (
  select a.alert_id, a.rule_code, a.household_id, a.person_id, a.level, a.direction, a.disposition, a.first_raised_date,
         as_of() as last_raised_date, a.due_date,
         case when v.visited_date >= a.first_raised_date then v.status
              when a.is_suppressed then 'suppressed'
              when a.first_raised_date < as_of() then 'merged'
              else 'generated' end as status,
         coalesce(h.street_code, i.street_code, '未定街道') as street_code,
         coalesce(h.committee_code, i.committee_code, '未定') as committee_code,
         coalesce(h.register_street_code, i.register_street_code, '未定街道') as register_street_code, a.sentence,
         a.suggested_action, a.evidence
  from numbered as a
  left join linked.household as h on h.household_id = a.household_id
  left join linked.identity as i on i.person_id = case when h.household_id is null then a.person_id end
  left join visit as v on v.alert_id = a.alert_id
),
kept as (
  select p.alert_id, p.rule_code, p.household_id, p.person_id, p.level, p.direction, p.disposition, p.first_raised_date,
         p.last_raised_date, p.due_date,
         case when v.visited_date >= p.first_raised_date and v.status <> 'merged' then v.status
              when p.status not in ('generated', 'merged') then p.status
              when r.is_event or not r.is_computable then 'merged'
              else 'closed' end as status,
         p.street_code, p.committee_code, p.register_street_code, p.sentence, p.suggested_action, p.evidence
  from reference.previous_alert as p
  left join reference.alert_rule as r on r.rule_code = p.rule_code
  left join visit as v on v.alert_id = p.alert_id
  left join placed as a on a.alert_id = p.alert_id
  where a.alert_id is null
    and p.last_raised_date between days_before(as_of(), param('alert_merge_days')) and as_of()
)
select alert_id, rule_code, household_id, person_id, level, direction, disposition, first_raised_date, last_raised_date,
       due_date, status, street_code, committee_code, register_street_code, sentence, suggested_action, evidence
from placed
union all
select alert_id, rule_code, household_id, person_id, level, direction, disposition, first_raised_date, last_raised_date,
       due_date, status, street_code, committee_code, register_street_code, sentence, suggested_action, evidence
from kept
