-- 每份的成员: 收入没写的为没有收入,劳动收入没写的为工资;凭以认定的事实,重残、重病、残疾写在自己的栏里的也算
select m.case_id, m.person_id, m.age, case when m.wage_parts is null then 0 else m.wage_parts end as wage_parts,
       case when m.other_parts is null then 0 else m.other_parts end as other_parts,
       case when m.deductible_parts is null then 0 else m.deductible_parts end as deductible_parts, m.new_wage_parts, m.sex_code,
       case when m.labour_parts is not null then m.labour_parts when m.wage_parts is null then 0 else m.wage_parts end as labour_parts,
       m.declared_parts, m.stated_wage_parts, m.supporters,
       m.is_severely_disabled, m.is_seriously_ill, m.is_disabled, m.is_tekun, m.is_jobless, m.care_level,
       list_filter(list_concat(m.facts, [case when m.is_severely_disabled then 'severe_disability' end,
                                         case when m.is_seriously_ill then 'serious_illness' end,
                                         case when m.is_disabled then 'disability' end]), lambda word: word is not null) as facts
from every_benefit_member as m
