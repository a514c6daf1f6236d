-- 每名成员的赡养人: 家庭月收入、人数、所赡养的人数、约定的数额(民政_赡养人 写明的);没有能力的、就是这家成员的、什么也没写的不算;没写所赡养人数的,数他名下的被赡养人
with told as (
  select s.dependant_id_number, s.id_number, s.supporter_income_fen as income_fen, s.supporter_household_size as household_size,
         s.agreed_support_fen as agreed_fen,
         coalesce(s.supported_count, count(*) over (partition by coalesce(s.id_number, s.record_number))) as supported_count, s.record_key
  from standardised."民政_赡养人" as s
  where s.ability is distinct from '无' or s.agreed_support_fen is not null
),
placed as (
  select m.case_id, m.person_id, t.id_number, t.income_fen, t.household_size, t.supported_count, t.agreed_fen, t.record_key
  from told as t
  join linked.identity as i on i.id_number = t.dependant_id_number
  join subject_member as m on m.person_id = i.person_id
  where t.income_fen is not null or t.agreed_fen is not null
),
within as (
  select m.case_id, i.id_number
  from subject_member as m
  join linked.identity as i on i.person_id = m.person_id and i.id_number is not null
)
select p.case_id, p.person_id,
       list({'income_fen': p.income_fen::bigint, 'household_size': p.household_size::bigint,
             'supported_count': p.supported_count::bigint, 'agreed_fen': p.agreed_fen::bigint} order by p.record_key) as supporters
from placed as p
left join within as w on w.case_id = p.case_id and w.id_number = p.id_number
where w.case_id is null
group by p.case_id, p.person_id
