-- 报告的家庭: 申请书列明的成员,加上申请人同一户号中在世而未列明的人;已故的不计入,受理之后才出生的不算漏报,异议裁定不是共同生活的不计入
with declared as (
  select c.report_id, c.application_number, l.person_id, m.relation, l.link_tier, m.declared_income_fen, m.record_number,
         row_number() over (
           partition by c.report_id, l.person_id
           order by m.relation is distinct from '本人', l.link_tier, m.record_number nulls last, m.record_key) as copy
  from verified.report_case as c
  join standardised."民政_申请家庭成员" as m on m.application_number = c.application_number
  join linked.record_link as l on l.record_key = m.record_key
),
unnamed_applicant as (
  select c.report_id, c.application_number, c.applicant_person_id as person_id
  from verified.report_case as c
  where c.applicant_person_id is not null
    and not exists (
      select 1 from declared as d where d.report_id = c.report_id and d.person_id = c.applicant_person_id)
    and not exists (
      select 1 from declared as d where d.report_id = c.report_id and d.relation = '本人')
),
registered as (
  select l.person_id, g.register_household_number, l.link_tier, g.record_number,
         row_number() over (partition by l.person_id order by l.link_tier, g.record_number, g.record_key) as copy
  from standardised."公安_户籍人口" as g
  join linked.record_link as l on l.record_key = g.record_key
  where g.register_status = '正常' and g.register_household_number is not null
),
living as (
  select r.person_id, r.register_household_number, r.link_tier, r.record_number,
         count(*) over (partition by r.register_household_number) as household_size
  from registered as r
  join linked.person as p on p.person_id = r.person_id
  where r.copy = 1 and not p.is_deceased
),
left_out as (
  select c.report_id, c.application_number, o.person_id, o.link_tier, o.record_number
  from verified.report_case as c
  join living as a on a.person_id = c.applicant_person_id
  join living as o on o.register_household_number = a.register_household_number
  join linked.identity as i on i.person_id = o.person_id
  where c.case_state = 'open'
    and o.household_size <= param('register_household_ceiling')
    and not exists (
      select 1 from declared as d where d.report_id = c.report_id and d.person_id = o.person_id)
    and o.person_id <> c.applicant_person_id
    and (i.birth_date is null or c.accepted_date is null or i.birth_date <= c.accepted_date)
),
everyone as (
  select report_id, application_number, person_id,
         case relation when '本人' then 'applicant' when '配偶' then 'spouse' when '子女' then 'child'
                       when '父母' then 'parent' else 'other' end as role,
         true as is_declared, link_tier, declared_income_fen, record_number
  from declared
  where copy = 1
  union all
  select report_id, application_number, person_id, 'applicant', true, 'L3', null, null
  from unnamed_applicant
  union all
  select report_id, application_number, person_id, 'other', false, link_tier, null, record_number
  from left_out
)
select e.report_id, e.application_number, e.person_id, e.role, e.is_declared, p.is_deceased,
       not p.is_deceased and (e.is_declared or o.report_id is null) as is_counted, e.link_tier, e.declared_income_fen,
       e.record_number
from everyone as e
join linked.person as p on p.person_id = e.person_id
left join verified.report_objection as o
  on o.report_id = e.report_id and o.item_code = 'members' and o.objection_state = 'upheld'
