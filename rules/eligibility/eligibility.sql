-- 每户每项目一句话: 可能符合、需核实、按现有数据不在范围内;不作批准或拒绝
with reason as (
  select t.subject_number,
         array_to_string(list_select(list(w.sentence), list_grade_up(list(t.condition_number))), ';') as because
  from told_condition as t
  join decided as d
    on d.subject_number = t.subject_number
   and t.verdict = case d.outlook when 'possible' then 'met' when 'verify' then 'unknown' else 'not_met' end
  join wording as w
    on w.condition_number = t.condition_number and w.verdict = t.verdict and w.value_shown is not distinct from t.value_shown
  group by t.subject_number
),
used as (
  -- 几口人的家庭(城镇、农村),一个项目的各条条件所用的参数
  select size, is_rural, programme_code, list_sort(list_distinct(list(limit_used))) as parameters_used,
         list_sort(list_distinct(list(limit_name) filter (where limit_status = 'unverified'))) as parameters_unverified
  from condition
  where measure is not null
  group by size, is_rural, programme_code
),
programme as (
  select programme_code, label_of('programme', programme_code) as label
  from (select distinct programme_code from condition) as c
),
told as (
  select s.case_id, s.programme_code, s.person_id, d.outlook, d.met_count, d.not_met_count, d.unknown_count, r.because, p.label,
         case when s.is_judged then u.parameters_used end as parameters_used,
         case when s.is_judged then u.parameters_unverified end as parameters_unverified
  from decided as d
  join subject as s on s.subject_number = d.subject_number
  join used as u on u.size = s.size and u.is_rural = s.is_rural and u.programme_code = s.programme_code
  join programme as p on p.programme_code = s.programme_code
  left join reason as r on r.subject_number = d.subject_number
)
select t.case_id as household_id, t.programme_code, t.person_id, t.outlook, t.met_count, t.not_met_count, t.unknown_count,
       case when t.outlook = 'outside' then null else b.amount_fen end as amount_fen, g.amount_kind,
       coalesce(t.parameters_used, no_evidence()) as parameters_used,
       coalesce(t.parameters_unverified, no_evidence()) as parameters_unverified,
       case t.outlook when 'possible' then '可能符合' when 'verify' then '需核实' else '按现有数据不在范围内' end
         || t.label || '的条件: ' || coalesce(t.because, '不详')
         || case when len(t.parameters_unverified) > 0
                 then '(所用限额未核实: ' || array_to_string(t.parameters_unverified, '、') || ')' else '' end as sentence
from told as t
left join benefit as b on b.case_id = t.case_id and b.programme_code = t.programme_code
left join reference.benefit_programme as g on g.programme_code = t.programme_code
