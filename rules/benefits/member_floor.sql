-- 每名劳动年龄的成员按规定核算的劳动收入: 几类都符合的取最低;免于核算的情形、家中须照料时的一名照料者、年龄不详的不核算
with days as (
  select day, param_on('working_age_from', day) as age_from, param_on('working_age_to', day) as age_to,
         param_on('working_age_to_women', day) as age_to_women, param_on('imputed_wage_care_age', day) as care_age,
         string_split(param_text_on('imputed_wage_exempt_facts', day), '、') as exempt_facts,
         string_split(param_text_on('imputed_wage_care_facts', day), '、') as care_facts,
         param_text_on('imputed_wage_when', day) as applies_when,
         param_text_on('imputed_wage_compared_with', day) = 'net' as is_net
  from (select distinct day from imputed_wage)
),
people as (
  select m.case_id, m.person_id, m.age, m.sex_code, m.facts, c.day, c.is_rural, c.parts_per_fen,
         -- 收入没有查全的,本人申报的也算他的劳动收入
         case when c.is_income_complete or m.declared_parts is null then m.labour_parts
              else larger(m.labour_parts, m.declared_parts - (m.wage_parts + m.other_parts - m.labour_parts)) end as own_parts,
         d.age_from, case when m.sex_code = '1' then d.age_to else d.age_to_women end as age_to,
         len(list_filter(d.exempt_facts, lambda word: list_contains(m.facts, word))) > 0 as is_exempt,
         coalesce(m.age <= d.care_age, false)
           or len(list_filter(d.care_facts, lambda word: list_contains(m.facts, word))) > 0 as needs_care, d.applies_when, d.is_net
  from seam_member as m
  join seam_case as c on c.case_id = m.case_id
  join days as d on d.day = c.day
  where c.is_wage_imputed
),
floors as (
  select p.case_id, p.person_id, p.own_parts, p.parts_per_fen, p.is_net, min(k.amount_fen) as floor_fen
  from people as p
  join imputed_wage as k on k.day = p.day and k.is_rural = p.is_rural
  where p.age >= p.age_from and p.age <= p.age_to and not p.is_exempt and (p.applies_when = 'below' or p.own_parts <= 0)
    and (k.from_age is null or p.age >= k.from_age) and (k.to_age is null or p.age <= k.to_age)
    and (k.sex_code is null or p.sex_code = k.sex_code)
    and (k.fact_code is null or list_contains(p.facts, k.fact_code))
    and (k.values_parameter is null
         or len(list_filter(k.fact_values, lambda word: list_contains(p.facts, k.fact_code || '=' || word))) > 0)
  group by p.case_id, p.person_id, p.own_parts, p.parts_per_fen, p.is_net
),
placed as (
  select f.case_id, f.person_id, f.floor_fen, f.own_parts, f.is_net,
         row_number() over (partition by f.case_id order by n.case_id is null, f.floor_fen * f.parts_per_fen - f.own_parts desc, f.person_id)
           as place, n.case_id is not null as may_care
  from floors as f
  left join (
    -- 照料的是别的成员
    select distinct a.case_id, a.person_id
    from floors as a
    join people as b on b.case_id = a.case_id and b.person_id <> a.person_id and b.needs_care) as n
    on n.case_id = f.case_id and n.person_id = f.person_id
)
select case_id, person_id, exact(floor_fen) as floor_fen, exact(own_parts * 12) as own, is_net
from placed
where not may_care or place > 1
