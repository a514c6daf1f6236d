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
  select s.case_id, s.household_id, s.is_alternative, s.programme_code, s.person_id, d.outlook, d.met_count, d.not_met_count, d.unknown_count, r.because, p.label,
         case when s.is_judged then u.parameters_used end as parameters_used,
         case when s.is_judged then u.parameters_unverified end as parameters_unverified
  from decided as d
  join subject as s on s.subject_number = d.subject_number
  join used as u on u.size = s.size and u.is_rural = s.is_rural and u.programme_code = s.programme_code
  join programme as p on p.programme_code = s.programme_code
  left join reason as r on r.subject_number = d.subject_number
),
disputed as (
  select household_id, count(*) filter (where is_disputed) as members from household_composition group by household_id
),
other as (
  -- 有争议的成员反过来认定的
  select t.household_id, t.programme_code, t.person_id, t.outlook, m.members,
         case when t.outlook <> 'outside' then b.amount_fen end as amount_fen
  from told as t
  join disputed as m on m.household_id = t.household_id
  left join benefit as b on b.case_id = t.case_id and b.programme_code = t.programme_code
  where t.is_alternative
),
settled as (
  -- 换一种认定就在范围内的,不说不在范围内
  select t.household_id, t.programme_code, t.person_id, t.met_count, t.not_met_count, t.unknown_count, t.parameters_used,
         t.parameters_unverified, t.because, t.label, t.outlook as found, o.outlook as alternative_outlook, o.members,
         case when t.outlook = 'outside' and o.outlook <> 'outside' then 'verify' else t.outlook end as outlook,
         case when t.outlook = 'outside' then null else b.amount_fen end as amount_fen, o.amount_fen as alternative_amount_fen
  from told as t
  left join benefit as b on b.case_id = t.case_id and b.programme_code = t.programme_code
  left join other as o
    on o.household_id = t.household_id and o.programme_code = t.programme_code and o.person_id is not distinct from t.person_id
  where not t.is_alternative
)
select s.household_id, s.programme_code, s.person_id, s.outlook, s.met_count, s.not_met_count, s.unknown_count,
       s.amount_fen, g.amount_kind, s.alternative_outlook, s.alternative_amount_fen,
       coalesce(s.parameters_used, no_evidence()) as parameters_used,
       coalesce(s.parameters_unverified, no_evidence()) as parameters_unverified,
       label_of('outlook', s.outlook) || s.label || '的条件: ' || coalesce(s.because, '不详')
         || case when s.alternative_outlook <> s.found or s.alternative_amount_fen <> s.amount_fen
                 then '。' || s.members || '名成员是否共同生活尚未核实,换一种认定: ' || label_of('outlook', s.alternative_outlook)
                      || case when s.alternative_amount_fen is null then '' else ',金额' || yuan_text(s.alternative_amount_fen) || '元' end
                 else '' end
         || case when len(s.parameters_unverified) > 0
                 then '(所用限额未核实: ' || array_to_string(s.parameters_unverified, '、') || ')' else '' end as sentence
from settled as s
left join reference.benefit_programme as g on g.programme_code = s.programme_code
