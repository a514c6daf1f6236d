-- 重度残疾人护理补贴: 重度残疾人每人定额;数额未设的为未知
select a.case_id, 'severe_disability_care_allowance' as programme_code, '01' as step, '护理补贴定额' as label,
       count(*) filter (where s.is_severe) || ' 人' as operand, 'care_allowance_amount' as parameter,
       case when count(*) filter (where s.is_severe) = 0 then 0
            else exact(param_on('care_allowance_amount', a.day) * a.scale * count(*) filter (where s.is_severe)) end
         as amount_parts
from assessment as a
join assessed_member as s on s.case_id = a.case_id
group by a.case_id, a.day, a.scale
