-- 有人持有的证件号(占位号除外)
select distinct e as id_key from entity_name where e > 0
