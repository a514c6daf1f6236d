-- 证件号与姓名,姓名已编码
select id_name.id_key, name.name_id, name.folded, name.has_wildcard, name.is_child_of, id_name.records, id_name.register_records
from id_name
join name using (name_text)
where name.length > 0
