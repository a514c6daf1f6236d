-- 有效的裁定
select key_a, key_b, is_same, decided_date
from decision_on_record
where not is_disputed
