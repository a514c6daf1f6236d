-- 每户每项目一句话: 可能符合、需核实、按现有数据不在范围内;不作批准或拒绝
with reason as (
  select t.case_id, t.programme_code, t.person_id,
         array_to_string(list_select(list(w.sentence), list_grade_up(list(t.condition_number))), ';') as because
  from told_condition as t
  join decided as d
    on d.case_id = t.case_id and d.programme_code = t.programme_code and d.person_id is not distinct from t.person_id
   and t.verdict = case d.outlook when 'possible' then 'met' when 'verify' then 'unknown' else 'not_met' end
  join wording as w
    on w.condition_number = t.condition_number and w.verdict = t.verdict and w.value_shown is not distinct from t.value_shown
  group by t.case_id, t.programme_code, t.person_id
),
-- 同样的几条条件所用的参数只写一次
used as (
  select k.conditions, coalesce(list_sort(list_distinct(list(c.limit_used))), no_evidence()) as parameters_used,
         coalesce(list_sort(list_distinct(list(c.limit_name) filter (where c.limit_status = 'unverified'))), no_evidence())
           as parameters_unverified
  from (select conditions, unnest(conditions) as condition_number from (select distinct conditions from decided) as d) as k
  join condition as c on c.condition_number = k.condition_number
  group by k.conditions
),
programme as (
  select programme_code, label_of('programme', programme_code) as label
  from (select distinct programme_code from decided) as d
)
select d.case_id as household_id, d.programme_code, d.person_id, d.outlook, d.met_count, d.not_met_count, d.unknown_count,
       case when d.outlook = 'outside' then null else b.amount_fen end as amount_fen, g.amount_kind,
       u.parameters_used, u.parameters_unverified,
       case d.outlook when 'possible' then '可能符合' when 'verify' then '需核实' else '按现有数据不在范围内' end
         || p.label || '的条件: ' || coalesce(r.because, '不详')
         || case when len(u.parameters_unverified) > 0
                 then '(所用限额未核实: ' || array_to_string(u.parameters_unverified, '、') || ')' else '' end as sentence
from decided as d
join used as u on u.conditions = d.conditions
join programme as p on p.programme_code = d.programme_code
left join reason as r
  on r.case_id = d.case_id and r.programme_code = d.programme_code and r.person_id is not distinct from d.person_id
left join benefit as b on b.case_id = d.case_id and b.programme_code = d.programme_code
left join reference.benefit_programme as g on g.programme_code = d.programme_code
