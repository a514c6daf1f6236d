-- 每份的成员: 可计的工资与其他收入(报告按其窗口与授权,家庭按锚定月止十二个月),以及影响金额的情况
with corrected as (
  -- 异议成立而更正了家庭收入的: 各人有凭据的工资照旧(豁免与就业成本仍按它算),与更正后的总额相差的记在申请人名下
  select t.report_id, c.applicant_person_id,
         case when count(a.countable_parts) = 0 then t.countable else t.countable - sum(a.countable_parts)::bigint end as difference
  from verified.report_total as t
  join verified.report_case as c on c.report_id = t.report_id
  left join verified.report_income as a on a.report_id = t.report_id
  where t.item_code = 'income' and t.is_corrected and c.applicant_person_id is not null
  group by t.report_id, c.applicant_person_id, t.countable
),
labour as (
  select string_split(param_text('imputed_wage_items'), '、') as items
),
reported as (
  -- 支出写成负数的,是残疾、重病成员可以扣减的刚性支出
  select a.report_id as case_id, a.person_id,
         sum(case when a.item_code = 'income_wage' then a.countable_parts else 0 end)::bigint as wage_parts,
         sum(case when a.item_code <> 'income_wage' and i.measures = 'income' then a.countable_parts else 0 end)::bigint
           as other_parts,
         sum(case when list_contains(l.items, a.item_code) then a.countable_parts else 0 end)::bigint as labour_parts,
         sum(case when i.measures = 'spending' then -a.countable_parts else 0 end)::bigint as deductible_parts
  from verified.report_income as a
  join reference.item as i on i.item_code = a.item_code
  cross join labour as l
  group by a.report_id, a.person_id
),
settled as (
  select coalesce(r.case_id, k.report_id) as case_id, coalesce(r.person_id, k.applicant_person_id) as person_id, r.wage_parts,
         case when k.report_id is null then r.other_parts when r.case_id is null then k.difference
              else r.other_parts + k.difference end as other_parts,
         case when k.report_id is null then r.labour_parts when r.case_id is null then k.difference
              else r.labour_parts + k.difference end as labour_parts,
         r.deductible_parts
  from reported as r
  full join corrected as k on k.report_id = r.case_id and k.applicant_person_id = r.person_id
),
earned as (
  select case_id, person_id, wage_parts, other_parts, labour_parts, deductible_parts from settled
  union all
  select coalesce(p.case_id, d.case_id), coalesce(p.person_id, d.person_id), p.wage_parts, p.other_parts, p.labour_parts, d.deductible_parts
  from (
    select m.case_id, i.person_id, i.wage_parts, i.other_parts, i.labour_parts
    from person_income as i
    join subject_member as m on m.person_id = i.person_id and m.subject_kind = 'household') as p
  full join person_deduction as d on d.case_id = p.case_id and d.person_id = p.person_id
),
told as (
  -- 凭以增发、认定的事实,连同取值;全家的事实每名成员都有
  select f.person_id, list_distinct(flatten(list([f.fact_code, f.fact_code || '=' || f.value]))) as facts
  from member_fact as f
  group by f.person_id
),
itemised as (
  -- 申报明细逐项写明的工资
  select c.report_id, i.person_id, known_sum(fen_of(d.declared_value)) as fen
  from standardised."民政_申报明细" as d
  join verified.report_case as c on c.application_number = d.application_number
  join linked.identity as i on i.id_number = d.id_number
  where d.item_code = 'income_wage'
  group by c.report_id, i.person_id
),
stated as (
  select r.report_id as case_id, r.person_id, r.declared_income_fen * 12 * c.window_months as declared_parts,
         d.fen * 12 * c.window_months as itemised_parts
  from verified.report_member as r
  join verified.report_case as c on c.report_id = r.report_id
  left join itemised as d on d.report_id = r.report_id and d.person_id = r.person_id
)
select m.case_id, m.person_id, c.age, c.sex_code,
       case when e.labour_parts is null then 0 else e.labour_parts end as labour_parts, s.declared_parts, u.supporters,
       -- 申报的收入里多少是工资: 明细写明的;写明按劳动年龄的,劳动年龄而没有退休的人除去证实的其他收入
       case param_text('declared_wage_spared')
         when 'itemised' then s.itemised_parts
         when 'working_age' then
           case when s.itemised_parts is not null then s.itemised_parts
                when c.age >= param('working_age_from') and not c.is_retired
                     and c.age <= case when c.sex_code = '1' then param('working_age_to') else param('working_age_to_women') end
                then case when e.other_parts is null then s.declared_parts else s.declared_parts - e.other_parts end end
       end::bigint as stated_wage_parts,
       case when e.wage_parts is null then 0 else e.wage_parts end as wage_parts,
       case when e.other_parts is null then 0 else e.other_parts end as other_parts, e.deductible_parts,
       case when n.person_id is not null then e.wage_parts end as new_wage_parts,
       c.is_severely_disabled, c.is_ill as is_seriously_ill, c.is_disabled, v.care_level, t.facts,
       c.has_no_labour and c.is_without_supporter as is_tekun,
       c.age >= param('working_age_from') and not c.is_contributing and not c.is_retired and not c.is_studying
         and (e.wage_parts is null or e.wage_parts = 0) as is_jobless
from subject_member as m
join capability as c on c.person_id = m.person_id
left join earned as e on e.case_id = m.case_id and e.person_id = m.person_id
left join taken_work as n on n.person_id = m.person_id
left join told as t on t.person_id = m.person_id
left join supporter as u on u.case_id = m.case_id and u.person_id = m.person_id
left join stated as s on s.case_id = m.case_id and s.person_id = m.person_id
left join (
  -- 几份评估的,照较重的
  select person_id, max(try_cast(value as integer)) as care_level
  from verified.fact
  where fact_code = 'care_level' and is_known
  group by person_id) as v on v.person_id = m.person_id
