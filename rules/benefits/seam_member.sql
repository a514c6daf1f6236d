-- 每份的成员: 收入没写的为没有收入
select m.case_id, m.person_id, m.age, case when m.wage_parts is null then 0 else m.wage_parts end as wage_parts,
       case when m.other_parts is null then 0 else m.other_parts end as other_parts, m.new_wage_parts,
       m.is_severely_disabled, m.is_seriously_ill, m.is_disabled, m.is_tekun, m.is_jobless
from every_benefit_member as m
