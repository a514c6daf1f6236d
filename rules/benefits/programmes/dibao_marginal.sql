-- 低保边缘家庭: 不发月度现金;月人均可计收入不低于低保标准而低于边缘线的,可以申请各专项救助
select a.case_id, 'dibao_marginal' as programme_code, '01' as step, '低保边缘家庭不发月度现金,可申请专项救助' as label,
       a.member_count || ' 人' as operand, 'low_income_line' as parameter, exact(0) as amount_parts
from assessment as a
