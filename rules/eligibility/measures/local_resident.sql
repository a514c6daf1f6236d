-- 家中有本市户籍成员: 户籍登记送达而全家都有证件却都不在册的,才说没有
select m.case_id, null::varchar as person_id, max(case when p.is_registered then 1 else 0 end) as low,
       case when bool_or(p.is_registered) then 1
            when is_screened('公安_户籍人口') and bool_and(i.id_number is not null) then 0 end as high,
       1 as factor, [silence_of('公安_户籍人口')] as evidence
from subject_member as m
join linked.person as p on p.person_id = m.person_id
left join linked.identity as i on i.person_id = m.person_id
where m.subject_kind = 'household'
group by m.case_id
