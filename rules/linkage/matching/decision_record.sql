-- 裁定点到的记录(记录号相同而来源不同的也在内)
select record_key, extract, record_number, id_number
from standardised.record
where record_number in (
    select record_number_a from standardised."核对_链接裁定"
    union
    select record_number_b from standardised."核对_链接裁定"
)
