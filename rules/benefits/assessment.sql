-- 每一户: 标准合计、可计收入、是否低于标准;收入未查全的按申报与证实二者取大,但只凭证实的与按规定核算的劳动收入、赡养费说“不低于”
with standard as (
  select day, is_rural,
         exact(case param_text_on('eligibility_jurisdiction', day)
                 when 'national' then param_at('dibao_marginal_line_national', day, is_rural)
                 else param_at('low_income_line', day, is_rural) end) as marginal_line,
         exact(param_at('city_disposable_income', day, is_rural)) as city_income
  from (select distinct day, is_rural from seam_case)
),
summed as (
  select case_id, max(scale) as scale, count(*) as member_count, sum(base_fen) as base_fen, sum(standard_fen) as standard_fen,
         sum(wage) + sum(other) as received, sum(deducted) as deducted, sum(cost) as cost, sum(disregarded) as disregarded,
         sum(tapered) as tapered, sum(supplement_fen) as supplement_fen,
         count(*) filter (where standard_fen > base_fen) as raised_count,
         count(*) filter (where supplement_fen > 0) as supplement_count,
         count(*) filter (where disregarded > 0) as disregarded_count
  from assessed_member
  group by case_id
),
counted as (
  select c.case_id, c.day, c.is_rural, c.programme_code, s.scale, c.is_income_complete, c.taper_month,
         exact(c.previous_benefit_fen) as previous_fen, exact(c.annual_spending_fen * c.parts_per_fen) as spending,
         s.member_count, exact(s.base_fen) as base_fen, exact(s.standard_fen) as standard_fen, exact(s.received) as received,
         exact(s.deducted) as deducted, exact(s.cost) as cost, exact(s.disregarded) as disregarded, exact(s.tapered) as tapered,
         exact(s.supplement_fen) as supplement_fen, s.raised_count, s.supplement_count, s.disregarded_count,
         case when e.case_id is null then exact(0) else e.imputed end as imputed, e.imputed_count, e.difference_share, e.whole_share,
         case when e.case_id is null then exact(0) else e.spared_beyond end as beyond,
         exact(s.received - s.deducted - s.cost - s.disregarded - s.tapered + beyond) as counted_before,
         -- 可以扣减的支出超过收入的,可计收入为零,不另补
         exact(at_least_zero(s.received - s.deducted - s.cost - s.disregarded - s.tapered + beyond)) as counted,
         exact(c.declared_income_fen * s.scale) as stated,
         exact(c.declared_income_fen * s.scale - case when e.case_id is null then exact(0) else e.spared_of_stated end) as declared,
         exact(c.probable_parts * 12) as probable,
         exact(c.unprovable_fen * s.scale) as unprovable, p.support as support_due, p.person_count as supported_count
  from seam_case as c
  join summed as s on s.case_id = c.case_id
  left join case_more as e on e.case_id = c.case_id
  left join case_support as p on p.case_id = c.case_id
)
select k.case_id, k.day, k.is_rural, k.programme_code, k.scale, k.is_income_complete, k.taper_month, k.previous_fen, k.spending,
       k.member_count, k.base_fen, k.standard_fen, k.received, k.deducted, k.cost, k.disregarded, k.tapered, k.supplement_fen, k.unprovable,
       k.raised_count, k.supplement_count, k.disregarded_count, k.imputed, k.imputed_count, k.difference_share,
       k.whole_share, k.counted,
       exact(k.counted - k.counted_before) as not_deducted, k.beyond as spared_beyond,
       -- 查全的,概率匹配的收入只在家庭自己申报的范围之内计入,赡养费等没有登记可查的照申报;没有查全的,
       -- 申报高出证实多少: 减过与没有减过就业成本、豁免的两种比法,取对家庭较有利的
       case when k.is_income_complete then exact(case when k.probable is null then 0 else k.probable end + k.unprovable)
            when k.declared is null then exact(0)
            else exact(at_least_zero(smaller(k.declared - k.counted, k.stated - k.received))) end as declared_more,
       -- 按规定计算的赡养费,家庭已经申报的部分不重复
       case when k.support_due is null then exact(0)
            else exact(at_least_zero(k.support_due - case when k.is_income_complete then k.unprovable else declared_more end)) end as support,
       k.supported_count, exact(k.imputed + support) as ruled,
       k.counted + ruled < k.base_fen * k.scale as is_below_dibao,
       k.counted + ruled < s.marginal_line * k.member_count * k.scale as is_below_marginal,
       (k.counted + ruled) * 12 < s.city_income * k.member_count * k.scale as is_below_city_income
from counted as k
join standard as s on s.day = k.day and s.is_rural = k.is_rural
