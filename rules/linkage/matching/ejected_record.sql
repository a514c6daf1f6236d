-- 同一证件号下被裁定为“不同人”的两条记录,户籍的留下,否则在后的拆出
select
    case when b.extract = '公安_户籍人口' and a.extract <> '公安_户籍人口' then a.record_key else b.record_key end as record_key
from decided
join decision_record as a on a.record_key = decided.key_a
join decision_record as b on b.record_key = decided.key_b
where not decided.is_same and a.id_number = b.id_number
