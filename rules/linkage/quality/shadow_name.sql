-- 替身本人用过的姓名
select distinct shadow_query.q, name.name_text, name.is_long or name.parts <> name.folded as is_ethnic
from shadow_query
join held_name on held_name.id_key = shadow_query.id_key
join name on name.name_id = held_name.name_id
where not name.has_wildcard
