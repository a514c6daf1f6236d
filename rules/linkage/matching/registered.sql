-- 有户籍记录的实体: 每人至多一条
select distinct e from good_record where is_register
union
select -q from profile where is_register
