-- 每名成员(金额以 分 x scale 记,scale = 12 x 每分份数,只在最后舍入): 豁免与就业成本后可计的收入,适用的标准,分类施保的增发,以及按规定核算的劳动收入(补到核算数的部分)
with days as (
  select distinct day, is_rural from seam_case
),
standard as (
  select day, is_rural, exact(param_at('dibao_standard', day, is_rural)) as base,
         exact(param_at('minimum_wage', day, is_rural)) as minimum_wage,
         exact(param_at('earnings_disregard', day, is_rural)) as disregard,
         exact(param_at('earnings_disregard_threshold', day, is_rural)) as disregard_threshold,
         param_at('earnings_disregard_share', day, is_rural)::decimal(9, 4) as disregard_share,
         exact(param_at('earnings_disregard_cap', day, is_rural)) as disregard_cap,
         exact(param_at('employment_cost_amount', day, is_rural)) as cost_amount,
         param_at('employment_cost_share', day, is_rural)::decimal(9, 4) as cost_share,
         param_text_on('employment_cost_base', day) as cost_base,
         exact(param_at('employment_cost_cap', day, is_rural)) as cost_cap,
         param_text_on('taper_basis', day) as taper_basis, exact(param_at('taper_cap', day, is_rural)) as taper_cap,
         param_on('minor_standard_age', day) as minor_age, exact(param_at('minor_standard', day, is_rural)) as minor,
         param_on('raised_standard_elderly_age', day) as elderly_age,
         exact(param_at('raised_standard_elderly', day, is_rural)) as elderly,
         exact(param_at('raised_standard_severe_disability', day, is_rural)) as severe,
         exact(param_at('raised_standard_serious_illness', day, is_rural)) as ill
  from days
),
tapered as (
  select c.case_id, param_step_on('taper_shares', c.taper_month, c.day)::decimal(9, 4) as share
  from (select distinct taper_month, day, case_id from seam_case where taper_month >= 1) as c
),
based as (
  select m.case_id, m.person_id, c.parts_per_fen * 12 as scale,
         s.base as base_fen,
         exact(m.wage_parts * 12) as wage,
         -- 收入没有查全、写明按申报的工资减的,申报的工资也有就业成本与豁免
         exact(case when m.stated_wage_parts > m.wage_parts and not c.is_income_complete then m.stated_wage_parts else m.wage_parts end * 12)
           as earned, m.stated_wage_parts is not null and not c.is_income_complete as is_stated,
         exact(m.other_parts * 12) as other, exact(m.deductible_parts * 12) as deducted,
         coalesce(m.age <= s.minor_age, false) as is_minor, coalesce(m.age >= s.elderly_age, false) as is_elderly,
         coalesce(m.is_severely_disabled, false) as is_severe, coalesce(m.is_seriously_ill, false) as is_ill,
         m.is_disabled, m.is_tekun, m.is_jobless, m.care_level, m.facts,
         coalesce(c.is_disregard_applied, true) as is_spared,
         s.minor, s.elderly, s.severe, s.ill,
         s.disregard, s.disregard_share, s.disregard_cap, s.disregard_threshold,
         -- 就业成本: 定额加比例,不超过上限与本人工资
         case when earned <= 0 or not coalesce(c.is_disregard_applied, true) then exact(0)
              else case when s.cost_amount is null then exact(0) else exact(s.cost_amount * c.parts_per_fen * 12) end
                   + case when s.cost_share is null then exact(0)
                          when s.cost_base = 'wage' then exact(earned * s.cost_share)
                          else exact(case s.cost_base when 'minimum_wage' then s.minimum_wage else s.base end * s.cost_share)
                               * c.parts_per_fen * 12 end end as cost,
         case when s.taper_basis = 'new_earnings' and coalesce(c.is_disregard_applied, true) and t.share is not null and m.new_wage_parts > 0
              then exact(m.new_wage_parts) * t.share * 12 end as tapered,
         s.taper_cap, exact(s.cost_cap * c.parts_per_fen * 12) as cost_ceiling
  from seam_member as m
  join seam_case as c on c.case_id = m.case_id
  join standard as s on s.day = c.day and s.is_rural = c.is_rural
  left join tapered as t on t.case_id = c.case_id
),
spared as (
  select case_id, person_id, scale, base_fen, wage, earned, is_stated, other, deducted, is_minor, is_elderly, is_severe, is_ill, is_disabled,
         is_tekun, is_jobless, care_level, facts, minor, elderly, severe, ill,
         smaller(case when cost > cost_ceiling then cost_ceiling else cost end, earned) as cost,
         case when is_spared and earned > 0 and (disregard_threshold is null or earned >= disregard_threshold * scale)
              then case when disregard is null and disregard_share is null then exact(0)
                        else (case when disregard is null then exact(0) else exact(disregard * scale) end
                              + case when disregard_share is null then exact(0) else exact(earned * disregard_share) end)
                   end
              else exact(0) end as disregarded,
         exact(disregard_cap * scale) as disregard_ceiling,
         case when tapered is null then exact(0)
              when taper_cap is not null and tapered > taper_cap * scale then exact(taper_cap * scale)
              else exact(tapered) end as tapered
  from based
),
chosen as (
  select case_id, person_id, scale, base_fen, wage, earned, is_stated, other, deducted, is_minor, is_elderly, is_severe, is_ill, is_disabled,
         is_tekun, is_jobless, care_level, facts, cost,
         -- 定额豁免、比例豁免与渐退不计,取对家庭较有利的一种,不超过本人扣除就业成本后的劳动收入
         case when disregard_ceiling is not null and disregarded > disregard_ceiling then disregard_ceiling
              else disregarded end as disregarded, tapered,
         list_max([case when is_minor then minor end, case when is_elderly then elderly end,
                   case when is_severe then severe end, case when is_ill then ill end, base_fen]) as standard_fen
  from spared
)
select c.case_id, c.person_id, c.scale, c.base_fen, c.standard_fen, c.wage, c.other, c.deducted, c.cost,
       case when c.disregarded >= c.tapered then smaller(c.disregarded, c.earned - c.cost) else exact(0) end as disregarded,
       case when c.disregarded < c.tapered then smaller(c.tapered, c.earned - c.cost) else exact(0) end as tapered,
       -- 申报的工资一共减去多少,其中多少超过证实的工资
       case when not c.is_stated then exact(0)
            else c.cost + smaller(larger(c.disregarded, c.tapered), c.earned - c.cost) end as spared_of_stated,
       case when c.earned = c.wage then exact(0)
            else at_least_zero(c.cost + smaller(larger(c.disregarded, c.tapered), c.earned - c.cost) - c.wage) end as spared_beyond,
       case when s.person_id is null then exact(0) else s.amount_fen end as supplement_fen, s.difference_share, s.whole_share,
       case when f.person_id is null then exact(0)
            else at_least_zero(exact(f.floor_fen * c.scale) - f.own
                   + case when f.is_net then c.cost + smaller(larger(c.disregarded, c.tapered), c.earned - c.cost) else exact(0) end)
       end as imputed,
       c.is_stated or f.person_id is not null or coalesce(s.difference_share + s.whole_share > 0, false) as has_more,
       c.is_minor, c.is_elderly, c.is_severe, c.is_ill, c.is_disabled, c.is_tekun, c.is_jobless, c.care_level, c.facts
from chosen as c
left join member_supplement as s on s.case_id = c.case_id and s.person_id = c.person_id
left join member_floor as f on f.case_id = c.case_id and f.person_id = c.person_id
