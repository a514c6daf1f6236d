-- 特困人员供养: 家庭月人均可计收入低于低保标准的,符合特困条件的每人按日常生活标准全额供养
with figures as (
  select a.case_id, a.scale, a.is_below_dibao, exact(param_at('tekun_standard', a.day, a.is_rural)) as standard,
         count(*) filter (where m.is_tekun) as tekun_count
  from assessment as a
  join assessed_member as m on m.case_id = a.case_id
  group by a.case_id, a.scale, a.day, a.is_rural, a.is_below_dibao
)
select case_id, 'tekun' as programme_code, '01' as step,
       case when tekun_count > 0 and not is_below_dibao then '收入未低于低保标准,不在范围'
            else '特困人员日常生活标准' end as label,
       tekun_count || ' 人' as operand, 'tekun_standard' as parameter,
       case when tekun_count = 0 or not is_below_dibao then 0 else exact(standard * tekun_count * scale) end
         as amount_parts
from figures
