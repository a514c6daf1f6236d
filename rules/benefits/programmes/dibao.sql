-- 最低生活保障: 家庭月人均可计收入低于标准的,按各人标准合计与可计收入之差补足,分档定额的按所属一档;分类施保增发另加,合计不超过最高保障水平;渐退期内不少于所保留的部分
with figures as (
  select a.case_id, a.member_count, a.scale, a.base_fen, a.standard_fen, a.received, a.deducted, a.cost,
         a.disregarded, a.tapered, a.counted, a.declared_more, a.supplement_fen, a.raised_count, a.supplement_count,
         a.disregarded_count, a.is_below_dibao, a.taper_month, a.not_deducted, a.spared_beyond, a.unprovable, a.is_income_complete, a.imputed,
         a.imputed_count, a.support, a.supported_count, a.ruled, a.difference_share, a.whole_share, k.label as class_label, k.per as class_per, k.parameter as class_parameter,
         a.standard_fen * a.scale - a.counted - a.declared_more - a.ruled as gap,
         case when not a.is_below_dibao then 0 when k.amount is not null then k.amount else at_least_zero(gap) end as difference,
         exact(param_at('dibao_ceiling', a.day, a.is_rural)) * a.member_count * a.scale as ceiling,
         case when param_text_on('taper_basis', a.day) = 'previous_benefit'
                   and coalesce(a.counted + a.ruled < exact(param_at('taper_line', a.day, a.is_rural)) * a.member_count * a.scale, true)
              then a.previous_fen * a.scale * param_step_on('taper_shares', a.taper_month, a.day) end as kept
  from assessment as a
  left join dibao_class as k on k.case_id = a.case_id
),
granted as (
  select case_id, member_count, ceiling, difference, difference_share, whole_share,
         -- 连同照申报的收入不低于标准的,没有增发
         is_below_dibao and counted + declared_more + ruled < base_fen * scale as is_raised, supplement_fen * scale as supplement
  from figures
),
raised as (
  select case_id, ceiling, difference, case when is_raised then supplement else 0 end as more,
         case when is_raised and (difference_share > 0 or whole_share > 0)
              then divided(difference * difference_share, member_count) + exact(difference * whole_share) else exact(0) end as share_more
  from granted
),
paid as (
  select case_id, difference, more, share_more,
         case when difference + more + share_more > ceiling then difference + more + share_more - ceiling else 0 end as above
  from raised
)
select f.case_id, 'dibao' as programme_code, '01' as step, '低保标准合计' as label,
       f.member_count || ' 人' as operand, 'dibao_standard' as parameter, f.base_fen * f.scale as amount_parts
from figures as f
union all
select f.case_id, 'dibao', '02', '其中提高标准的部分', f.raised_count || ' 人适用提高的标准', 'minor_standard',
       (f.standard_fen - f.base_fen) * f.scale
from figures as f
where f.raised_count > 0
union all
select f.case_id, 'dibao', '03', '减: 家庭月收入', '全家合计', null, -f.received
from figures as f
union all
select f.case_id, 'dibao', '035', '加回: 可以扣减的刚性支出', '所列情形的成员', 'deductible_spending_share', f.deducted
from figures as f
where f.deducted > 0
union all
select f.case_id, 'dibao', '04', '加回: 必要的就业成本', null, 'employment_cost_share', f.cost
from figures as f
where f.cost > 0
union all
select f.case_id, 'dibao', '05', '加回: 收入豁免', f.disregarded_count || ' 人豁免', 'earnings_disregard', f.disregarded
from figures as f
where f.disregarded > 0
union all
select f.case_id, 'dibao', '06', '加回: 渐退期内不计入的新增劳动收入', '就业后第 ' || f.taper_month || ' 个月',
       'taper_shares', f.tapered
from figures as f
where f.tapered > 0
union all
select f.case_id, 'dibao', '065', '减: 可以扣减的支出超过收入的部分不另补', null, 'deductible_spending_share', -f.not_deducted
from figures as f
where f.not_deducted > 0
union all
select f.case_id, 'dibao', '07', '减: 申报收入高于证实收入的部分',
       case when f.is_income_complete and f.unprovable > 0 then '赡养费等没有登记可查,照申报' else '收入未查全,按二者取大' end, null,
       -f.declared_more - f.spared_beyond
from figures as f
where f.declared_more + f.spared_beyond > 0
union all
select f.case_id, 'dibao', '075', '减: 按规定核算的劳动收入', f.imputed_count || ' 人补到核算数,不是核实所得', 'imputed_wage', -f.imputed
from figures as f
where f.imputed > 0
union all
select f.case_id, 'dibao', '077', '减: 按规定计算的赡养费', f.supported_count || ' 人有赡养人,不是核实所得', 'support_computed', -f.support
from figures as f
where f.support > 0
union all
select f.case_id, 'dibao', '08',
       case when f.is_below_dibao and f.class_label is not null then '按所属一档定额,不按差额: ' || f.class_label
            when f.is_below_dibao then '差额不足零的按零计'
            when f.ruled > 0 then '连同按规定核算的收入,月人均未低于标准,不在补差范围'
            else '月人均可计收入未低于标准,不在补差范围' end,
       case when not f.is_below_dibao then '低于才算' when f.class_per = 'person' then f.member_count || ' 人'
            when f.class_per = 'household' then '按户' end,
       case when f.is_below_dibao and f.class_label is not null then f.class_parameter else 'dibao.income_limit' end,
       p.difference - f.gap
from figures as f
join paid as p on p.case_id = f.case_id
where p.difference <> f.gap
union all
select f.case_id, 'dibao', '09', '加: 分类施保增发', f.supplement_count || ' 人', 'supplement_stacking', p.more
from figures as f
join paid as p on p.case_id = f.case_id
where p.more > 0
union all
select f.case_id, 'dibao', '092', '加: 按补差额的比例增发', null, 'supplement_stacking', p.share_more
from figures as f
join paid as p on p.case_id = f.case_id
where p.share_more > 0
union all
select f.case_id, 'dibao', '095', '减: 超过每人最高保障水平的部分', f.member_count || ' 人', 'dibao_ceiling', -p.above
from figures as f
join paid as p on p.case_id = f.case_id
where p.above > 0
union all
select f.case_id, 'dibao', '10', '加: 救助渐退保留', '就业后第 ' || f.taper_month || ' 个月', 'taper_shares',
       f.kept - p.difference - p.more - p.share_more + p.above
from figures as f
join paid as p on p.case_id = f.case_id
where f.kept > p.difference + p.more + p.share_more - p.above
