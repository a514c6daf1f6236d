-- 每户每项目一句话: 可能符合、需核实、按现有数据不在范围内;不作批准或拒绝
with worded as (
  select t.case_id, t.programme_code, t.person_id, d.outlook,
         count(*) filter (where t.verdict = 'met')::integer as met_count,
         count(*) filter (where t.verdict = 'not_met')::integer as not_met_count,
         count(*) filter (where t.verdict = 'unknown')::integer as unknown_count,
         list({position: t.position, condition_code: t.condition_code, sentence: t.sentence}) filter (
           where t.verdict = case d.outlook when 'possible' then 'met' when 'verify' then 'unknown' else 'not_met' end)
           as reasons,
         list(t.limit_name) filter (where t.limit_status = 'unverified') as unverified,
         list(t.limit_used) filter (where t.limit_used is not null) as used
  from told_condition as t
  join decided as d
    on d.case_id = t.case_id and d.programme_code = t.programme_code and d.person_id is not distinct from t.person_id
  group by t.case_id, t.programme_code, t.person_id, d.outlook
),
listed as (
  select case_id, programme_code, person_id, outlook, met_count, not_met_count, unknown_count,
         array_to_string(list_transform(list_sort(reasons), lambda r: r.sentence), ';') as because,
         list_sort(list_distinct(unverified)) as parameters_unverified, list_sort(list_distinct(used)) as parameters_used
  from worded
)
select w.case_id as household_id, w.programme_code, w.person_id, w.outlook, w.met_count, w.not_met_count, w.unknown_count,
       case when w.outlook = 'outside' then null else b.amount_fen end as amount_fen, g.amount_kind,
       coalesce(w.parameters_used, no_evidence()) as parameters_used,
       coalesce(w.parameters_unverified, no_evidence()) as parameters_unverified,
       case w.outlook when 'possible' then '可能符合' when 'verify' then '需核实' else '按现有数据不在范围内' end
         || label_of('programme', w.programme_code) || '的条件: ' || coalesce(w.because, '不详')
         || case when len(w.parameters_unverified) > 0
                 then '(所用限额未核实: ' || array_to_string(w.parameters_unverified, '、') || ')' else '' end as sentence
from listed as w
left join benefit as b on b.case_id = w.case_id and b.programme_code = w.programme_code
left join reference.benefit_programme as g on g.programme_code = w.programme_code
