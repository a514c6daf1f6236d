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
  -- 几口人的家庭(城镇、农村),一个项目的各条条件所用的未核实的限额
  select size, is_rural, programme_code, label_of('programme', programme_code) as label,
         list_sort(list_distinct(list(limit_name) filter (where limit_status = 'unverified'))) as parameters_unverified,
         case when count(limit_name) filter (where limit_status = 'unverified') = 0 then ''
              else '(所用限额未核实: ' || array_to_string(list_sort(list_distinct(list(limit_name) filter (where limit_status = 'unverified'))), '、') || ')'
         end as told
  from condition
  where programme_code is not null
  group by size, is_rural, programme_code
),
told as (
  select s.subject_number, s.case_id, s.household_id, s.is_alternative, s.is_judged, s.size, s.is_rural, s.programme_code, s.person_id,
         d.outlook, d.met_count, d.not_met_count, d.unknown_count,
         case when d.outlook <> 'outside' then b.amount_fen end as amount_fen
  from decided as d
  join subject as s on s.subject_number = d.subject_number
  left join benefit as b on b.case_id = s.case_id and b.programme_code = s.programme_code
),
disputed as (
  select household_id, count(*) filter (where is_disputed) as members from household_composition group by household_id
),
other as (
  -- 有争议的成员反过来认定的
  select t.household_id, t.programme_code, t.person_id, t.outlook, t.amount_fen, m.members
  from told as t
  join disputed as m on m.household_id = t.household_id
  where t.is_alternative
)
select t.household_id, t.programme_code, t.person_id,
       -- 换一种认定就在范围内的,不说不在范围内
       case when t.outlook = 'outside' and o.outlook <> 'outside' then 'verify' else t.outlook end as outlook,
       t.met_count, t.not_met_count, t.unknown_count, t.amount_fen, g.amount_kind, o.outlook as alternative_outlook,
       o.amount_fen as alternative_amount_fen,
       case when t.is_judged then coalesce(u.parameters_unverified, no_evidence()) else no_evidence() end as parameters_unverified,
       label_of('outlook', case when t.outlook = 'outside' and o.outlook <> 'outside' then 'verify' else t.outlook end)
         || u.label || '的条件: ' || coalesce(r.because, '不详')
         || case when o.outlook <> t.outlook or o.amount_fen <> t.amount_fen
                 then '。' || o.members || '名成员是否共同生活尚未核实,换一种认定: ' || label_of('outlook', o.outlook)
                      || case when o.amount_fen is null then '' else ',金额' || yuan_text(o.amount_fen) || '元' end
                 else '' end
         || case when t.is_judged then u.told else '' end as sentence
from told as t
join used as u on u.size = t.size and u.is_rural = t.is_rural and u.programme_code = t.programme_code
left join reason as r on r.subject_number = t.subject_number
left join other as o
  on o.household_id = t.household_id and o.programme_code = t.programme_code and o.person_id is not distinct from t.person_id
left join reference.benefit_programme as g on g.programme_code = t.programme_code
where not t.is_alternative
