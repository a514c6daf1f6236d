-- 姓名一级: 与实体任一姓名相符的最高级;同名再按少见的程度分级
select
    candidate.q, candidate.e,
    max(
        case
            when profile.name_id = entity_name.name_id or name_level.name_level >= 10
                then case
                    when entity_name.records = 0 then 10
                    when name_share.bearers - profile.is_lone::integer = 1
                        and case when registered.e is not null then entity_name.is_registered else entity_name.e > 0 end then 17
                    else name_share.same_level end
            else name_level.name_level + 1
        end
    )::tinyint as name
from candidate
join profile using (q)
join entity_name using (e)
join name on name.name_id = entity_name.name_id
join name_share using (folded)
left join registered on registered.e = entity_name.e
left join name_level on name_level.name_a = profile.name_id and name_level.name_b = entity_name.name_id
where profile.name_id is not null
and not (
    profile.kind = 3 and entity_name.e = profile.held and entity_name.name_id = profile.name_id
    and entity_name.records <= profile.records and entity_name.records > 0
)
group by all
