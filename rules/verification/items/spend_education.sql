-- 教育支出: 在读学生的年学费
select 'spend_education' as item_code, '教育_学籍' as extract, t.record_key, t.record_number, 'rate' as basis,
       t.stage as kind, t.tuition_fen as amount_fen,
       case when t.status is distinct from '在读' then 'not_studying' end as refused,
       hash(t.stage, t.status, t.graduation_month, t.tuition_fen) as likeness
from standardised."教育_学籍" as t
