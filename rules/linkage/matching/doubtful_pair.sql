-- 待辨证件号下两两比较的姓名;姓名过多的,只与户籍姓名比较
select distinct a.name_id as name_a, b.name_id as name_b
from doubtful_name as a
join doubtful_name as b on a.id_key = b.id_key and a.name_id <> b.name_id
where a.names <= 4 * (select crowded_names from threshold) or a.register_records > 0 or b.register_records > 0
union
select a.name_id, former_name.name_id
from doubtful_name as a
join former_name on a.id_key = former_name.id_key and a.name_id <> former_name.name_id
