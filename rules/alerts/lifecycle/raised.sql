-- 产生告警: 每条规则对每一户或每人一条,取最高级别;核实类只认本人证件有效且姓名相容的来源行,无证据的不产生
with worded as (
  select f.rule_code, f.household_id, f.person_id, f.block_number, coalesce(f.level, b.level, r.level) as level,
         coalesce(f.disposition, b.disposition, r.disposition) as disposition, coalesce(b.sentence, r.sentence) as template,
         r.suggested_action, r.direction, f.begun_date, f.until_date, f.value, f.number_value, f.evidence
  from finding as f
  join reference.alert_rule as r on r.rule_code = f.rule_code and r.is_computable
  left join reference.alert_block as b on b.rule_code = f.rule_code and b.block_number = f.block_number
  left join linked.person as p on p.person_id = f.person_id
  where r.direction <> '+' or p.person_id is null or not p.is_deceased
),
cited as (
  select rule_code, household_id, person_id, unnest(evidence) as source
  from worded
  where direction = '-'
),
named as (
  select rule_code, household_id, person_id, source, split_part(source, '#', 1) as extract,
         substr(source, strpos(source, '#') + 1) as record_number
  from cited
),
proven as (
  select distinct n.rule_code, n.person_id, n.source
  from named as n
  join linked.record_link as l on l.extract = n.extract and l.record_number = n.record_number
  where is_proven(l.link_tier) and (n.person_id is null or l.person_id = n.person_id)
),
doubtful as (
  select distinct n.rule_code, n.household_id, n.person_id
  from named as n
  left join proven as p
    on p.rule_code = n.rule_code and p.source = n.source and p.person_id is not distinct from n.person_id
  where p.source is null
),
sources as (
  select rule_code, household_id, person_id, list_sort(list_distinct(flatten(list(evidence)))) as evidence
  from worded
  group by rule_code, household_id, person_id
),
foremost as (
  select w.rule_code, w.household_id, w.person_id, w.level, w.disposition, w.template, w.suggested_action, w.direction,
         w.begun_date, w.until_date, w.value, w.number_value, v.severity, v.due_date, s.evidence,
         row_number() over (
           partition by w.rule_code, w.household_id, w.person_id
           order by v.severity desc, w.block_number nulls last, w.begun_date desc nulls last, w.until_date nulls last,
                    w.value nulls last, w.number_value nulls last, w.disposition) as place
  from worded as w
  join reference.level as v on v.level = w.level
  join sources as s
    on s.rule_code = w.rule_code and s.household_id is not distinct from w.household_id
       and s.person_id is not distinct from w.person_id
  left join doubtful as d
    on d.rule_code = w.rule_code and d.household_id is not distinct from w.household_id
       and d.person_id is not distinct from w.person_id
  where d.rule_code is null and len(s.evidence) > 0
),
earlier as (
  select p.alert_id, p.rule_code, p.household_id, p.person_id, p.first_raised_date, p.due_date, p.level, v.severity,
         row_number() over (
           partition by p.rule_code, coalesce(p.person_id, p.household_id)
           order by p.last_raised_date desc, p.alert_id) as place
  from reference.previous_alert as p
  left join reference.level as v on v.level = p.level
  where p.last_raised_date between days_before(as_of(), param('alert_merge_days')) and as_of()
)
select f.rule_code, f.household_id, f.person_id, f.direction, f.disposition, f.template, f.suggested_action,
       f.begun_date, f.until_date, f.value, f.number_value, f.evidence, e.alert_id,
       coalesce(e.first_raised_date, as_of()) as first_raised_date,
       case when e.severity > f.severity then e.level else f.level end as level,
       case when e.due_date is null then f.due_date
            when f.severity > e.severity then smaller(e.due_date, f.due_date)
            else e.due_date end as due_date,
       f.rule_code || '|' || coalesce(f.household_id, '') || '|' || coalesce(f.person_id, '') || '|'
         || coalesce(e.first_raised_date, as_of())::varchar as episode
from foremost as f
left join earlier as e
  on e.rule_code = f.rule_code and e.place = 1
     and coalesce(e.person_id, e.household_id) = coalesce(f.person_id, f.household_id)
where f.place = 1
