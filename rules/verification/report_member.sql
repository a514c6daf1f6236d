-- 报告的家庭: 申请书列明的成员,加上申请人同一户号中在世而未列明的人;已故的、服刑或强制戒毒的不计入,受理之后才出生、才同列明的人结婚的不算漏报,所列情形的成年人单独申请的同户号的人不算漏报,异议裁定不是共同生活的不计入;同一份申请里别的单子证件有效的,即认得出是谁
with imprisoned as (
  select distinct person_id
  from verified.fact
  where fact_code = 'imprisoned' and is_known
),
listed as (
  select c.report_id, c.application_number, m.record_key, m.record_number, m.delivered_batch, m.relation, m.declared_income_fen, l.person_id,
         l.link_tier, bare_name(r.name_text) as name
  from verified.report_case as c
  join standardised."民政_申请家庭成员" as m on m.application_number = c.application_number
  join linked.record_link as l on l.record_key = m.record_key
  left join standardised.record as r on r.record_key = m.record_key and r.extract = '民政_申请家庭成员'
),
signed as (
  -- 同一份申请的授权书与申请表: 谁签了字
  select c.report_id, l.person_id, l.link_tier, bare_name(r.name_text) as name
  from verified.report_case as c
  join standardised."民政_核对授权书" as a on a.application_number = c.application_number
  join linked.record_link as l on l.record_key = a.record_key
  left join standardised.record as r on r.record_key = a.record_key and r.extract = '民政_核对授权书'
  where raises_help(l.link_tier)
  union all
  select c.report_id, l.person_id, l.link_tier, bare_name(r.name_text)
  from verified.report_case as c
  join standardised."民政_救助申请" as a on a.application_number = c.application_number
  join linked.record_link as l on l.record_key = a.record_key
  left join standardised.record as r on r.record_key = a.record_key and r.extract = '民政_救助申请'
  where raises_help(l.link_tier)
),
signatories as (
  select report_id, person_id, name, bool_or(is_proven(link_tier)) as is_proven
  from signed
  group by report_id, person_id, name
),
mistaken as (
  -- 成员一行写错了证件号: 归到的人没有签字,而同名的另一人签了字、又没有列在别的行里
  select a.report_id, a.record_key, min(s.person_id) as person_id
  from listed as a
  join signatories as s on s.report_id = a.report_id and s.name = a.name and s.person_id <> a.person_id
  where (not raises_help(a.link_tier)
         or not exists (select 1 from signatories as t where t.report_id = a.report_id and t.person_id = a.person_id))
    and not exists (select 1 from listed as b where b.report_id = a.report_id and b.person_id = s.person_id)
  group by a.report_id, a.record_key
  having count(distinct s.person_id) = 1
),
settled as (
  select a.report_id, a.application_number, a.record_key, a.record_number, a.delivered_batch, a.relation, a.declared_income_fen, a.name,
         case when k.person_id is not null then k.person_id else a.person_id end as person_id,
         case when k.person_id is not null then 'L3' else a.link_tier end as link_tier
  from listed as a
  left join mistaken as k on k.report_id = a.report_id and k.record_key = a.record_key
),
declared as (
  select d.report_id, d.application_number, d.person_id, d.relation,
         case when exists (
                select 1 from signatories as s
                where s.report_id = d.report_id and s.person_id = d.person_id and s.is_proven
                  and not exists (
                    select 1 from mistaken as k where k.report_id = d.report_id and k.record_key = d.record_key))
              then 'L1' else d.link_tier end as link_tier,
         d.declared_income_fen, d.record_number, d.name,
         row_number() over (
           partition by d.report_id, d.person_id
           -- 换了记录号重报的,照新近送达的
           order by d.relation is distinct from '本人', d.link_tier, d.delivered_batch desc nulls last,
                    d.record_number nulls last, d.record_key) as copy
  from settled as d
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
register_row as (
  select l.person_id, g.register_household_number, l.link_tier, g.record_number, g.record_key
  from standardised."公安_户籍人口" as g
  join linked.record_link as l on l.record_key = g.record_key
  where g.register_status = '正常' and g.register_household_number is not null
),
same_number as (
  -- 与申请人有过同一个户号的,才要看
  select distinct person_id
  from register_row
  where register_household_number in (
    select r.register_household_number
    from register_row as r
    join verified.report_case as c on c.applicant_person_id = r.person_id)
),
registered as (
  select r.person_id, r.register_household_number, r.link_tier, r.record_number,
         row_number() over (partition by r.person_id order by r.link_tier, r.record_number, r.record_key) as copy
  from register_row as r
  join same_number as n on n.person_id = r.person_id
),
unknown_listed as (
  -- 列明而户籍里没有的人: 可能就是户内某人换号以前的证件号
  select d.report_id, d.name, i.birth_date, i.sex_code
  from declared as d
  join linked.person as p on p.person_id = d.person_id and not p.is_registered
  left join linked.identity as i on i.person_id = d.person_id
),
living as (
  select r.person_id, r.register_household_number, r.link_tier, r.record_number,
         count(*) over (partition by r.register_household_number) as household_size
  from registered as r
  join linked.person as p on p.person_id = r.person_id
  where r.copy = 1 and not p.is_deceased
),
housed as (
  select c.report_id, o.person_id, bare_name(i.name_text) as name, i.birth_date, i.sex_code
  from verified.report_case as c
  join living as a on a.person_id = c.applicant_person_id
  join living as o on o.register_household_number = a.register_household_number
  join linked.identity as i on i.person_id = o.person_id
  where c.report_id in (select report_id from unknown_listed)
),
perhaps_listed as (
  select h.report_id, h.person_id
  from housed as h
  join unknown_listed as u on u.report_id = h.report_id and coalesce(u.sex_code = h.sex_code, true)
  where u.birth_date = h.birth_date
     or (length(u.name) = length(h.name) and length(u.name) - 1 > 1
         and alike_places(u.name, h.name) = length(u.name) - 1)
),
newly_wed as (
  -- 受理之后才同列明的人结婚: 同一天登记结婚的两个人
  select d.report_id, w.person_id
  from verified.report_case as c
  join declared as d on d.report_id = c.report_id
  join verified.fact as h on h.person_id = d.person_id and h.fact_code = 'married' and h.valid_from > c.accepted_date
  join verified.fact as w
    on w.fact_code = 'married' and w.valid_from = h.valid_from and w.person_id <> h.person_id
),
apart as (
  -- 有所列情形(如重度残疾)的成年人可以一个人申请: 申请只列了他自己
  select c.report_id
  from verified.report_case as c
  join verified.fact as f on f.person_id = c.applicant_person_id
  join linked.identity as i on i.person_id = c.applicant_person_id
  where f.is_known and in_list('separate_applicant_facts', f.fact_code) and coalesce(f.valid_to >= as_of(), true)
    and age_on(i.birth_date, as_of()) >= param('child_age')
    and not exists (
      select 1 from declared as d where d.report_id = c.report_id and d.person_id <> c.applicant_person_id)
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
    and not exists (select 1 from imprisoned as b where b.person_id = o.person_id)
    and c.report_id not in (select report_id from apart)
    and (i.birth_date is null or c.accepted_date is null or i.birth_date <= c.accepted_date)
    and not exists (select 1 from newly_wed as w where w.report_id = c.report_id and w.person_id = o.person_id)
    -- 有殡葬记录可能是他的,或者与列明的成员同名同性别,或者列明而户籍里没有的人与他同性别、名只差一字或同日出生: 说不准漏了一个在世的人
    and not exists (
      select 1 from linked.record_link as b where b.extract = '民政_殡葬火化' and b.person_id = o.person_id)
    and not exists (
      select 1
      from declared as d
      join linked.identity as k on k.person_id = d.person_id
      where d.report_id = c.report_id and d.name = bare_name(i.name_text) and coalesce(k.sex_code = i.sex_code, true))
    and not exists (
      select 1 from perhaps_listed as k where k.report_id = c.report_id and k.person_id = o.person_id)
),
everyone as (
  select report_id, application_number, person_id,
         case relation when '本人' then 'applicant' when '配偶' then 'spouse' when '子女' then 'child'
                       when '父母' then 'parent' else 'other' end as role,
         true as is_declared, link_tier, declared_income_fen, record_number
  from declared
  where copy = 1
  union all
  -- 成员表里没有本人一行: 申请表上证件有效的,就是他
  select u.report_id, u.application_number, u.person_id, 'applicant', true,
         case when exists (
                select 1 from signatories as s
                where s.report_id = u.report_id and s.person_id = u.person_id and s.is_proven)
              then 'L1' else 'L3' end, null, null
  from unnamed_applicant as u
  union all
  select report_id, application_number, person_id, 'other', false, link_tier, null, record_number
  from left_out
)
select e.report_id, e.application_number, e.person_id, e.role, e.is_declared, p.is_deceased,
       not p.is_deceased and b.person_id is null and (e.is_declared or o.report_id is null) as is_counted, e.link_tier, e.declared_income_fen,
       e.record_number
from everyone as e
join linked.person as p on p.person_id = e.person_id
left join imprisoned as b on b.person_id = e.person_id
left join verified.report_objection as o
  on o.report_id = e.report_id and o.item_code = 'members' and o.objection_state = 'upheld'
