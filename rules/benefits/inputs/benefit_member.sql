-- 每份的成员: 可计的工资与其他收入(报告按其窗口与授权,家庭按锚定月止十二个月),以及影响金额的情况
with settings as (
  select programme_code, string_split(max(case when key = 'income_not_counted' then text_value end), '、') as not_counted
  from reference.programme_value
  group by programme_code
),
reported as (
  select a.report_id as case_id, a.person_id,
         sum(case when a.item_code = 'income_wage' then a.countable_parts else 0 end)::bigint as wage_parts,
         sum(case when a.item_code <> 'income_wage' then a.countable_parts else 0 end)::bigint as other_parts
  from verified.report_amount as a
  join reference.item as i on i.item_code = a.item_code and i.measures = 'income'
  join verified.report_case as c on c.report_id = a.report_id
  join settings as s on s.programme_code = c.programme_code
  where a.countable_parts is not null and not list_contains(s.not_counted, a.item_code)
  group by a.report_id, a.person_id
),
earned as (
  select case_id, person_id, wage_parts, other_parts from reported
  union all
  select m.case_id, p.person_id, p.wage_parts, p.other_parts
  from person_income as p
  join subject_member as m on m.person_id = p.person_id and m.subject_kind = 'household'
)
select m.case_id, m.person_id, c.age,
       case when e.wage_parts is null then 0 else e.wage_parts end as wage_parts,
       case when e.other_parts is null then 0 else e.other_parts end as other_parts,
       case when n.person_id is not null then e.wage_parts end as new_wage_parts,
       c.is_severely_disabled, c.is_ill as is_seriously_ill, c.is_disabled,
       c.has_no_labour and c.is_without_supporter as is_tekun,
       c.age >= param('working_age_from') and not c.is_contributing and not c.is_retired and not c.is_studying
         and (e.wage_parts is null or e.wage_parts = 0) as is_jobless
from subject_member as m
join capability as c on c.person_id = m.person_id
left join earned as e on e.case_id = m.case_id and e.person_id = m.person_id
left join (select distinct person_id from verified.fact where fact_code = 'newly_employed' and is_known) as n
  on n.person_id = m.person_id
