-- 残余记录: 证件号为何定不了人,所写证件是谁的,出生日期与那张证件是否相符
select
    residual.record_key, residual_group.first_key,
    case
        when residual.kind = 1 and residual.is_register then 'second_entry'
        when residual.kind = 1 then 'other_name'
        when residual.kind = 2 then 'other_birth'
        when residual.kind = 4 then 'decided_apart'
        when residual.id_text is null then 'no_id'
        else 'faulty_id'
    end as residual_code,
    node_person.person_id as holder_person_id,
    case when profile.held is not null then query.birth_of_holder end as holder_birth
from residual
join residual_group using (record_key)
join profile on profile.first_key = residual_group.first_key
join query using (q)
left join merged_id on merged_id.id_key = profile.held
left join node_person on node_person.node = coalesce(merged_id.node, profile.held)
