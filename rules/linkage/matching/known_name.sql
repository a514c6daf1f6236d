-- 持证人另外的姓名,以及要多像才算同一个: 登记的曾用名、户籍是孤例时各部门一致的写法、与户籍相符的长名(次序、截短、少了点的再相比)
select id_key, name_id, 6 as least_level from former_name
union
select id_key, name_id, 4 from agreed_name
union
select doubtful_name.id_key, doubtful_name.name_id, 5
from doubtful_name
join name using (name_id)
join holder on holder.id_key = doubtful_name.id_key
join name_level on name_level.name_a = holder.name_id and name_level.name_b = doubtful_name.name_id
where name.is_long and not name.has_wildcard and not holder.is_placeholder and name_level.name_level >= 5
