-- 有证件号为凭的节点: 至少一条记录以此证件号定人;经裁定并为一人的,归于一个节点
select distinct id_name.id_key, coalesce(merged_id.node, id_name.id_key) as node
from id_name
anti join conflict using (id_key, name_text)
left join merged_id on merged_id.id_key = id_name.id_key
left join (
    select profile.held
    from profile
    join assigned using (q)
    where profile.kind = 2 and assigned.node <> profile.held
) as moved on moved.held = id_name.id_key
where moved.held is null
