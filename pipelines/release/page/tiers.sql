-- 各街镇的关注等级户数
select coalesce(a.label, t.street_code) as street, t.street_code,
       count(*) filter (where t.tier = 'tier_1')::integer as tier_1,
       count(*) filter (where t.tier = 'tier_2')::integer as tier_2,
       count(*) filter (where t.tier = 'tier_3')::integer as tier_3,
       count(*) filter (where t.tier = 'tier_4')::integer as tier_4
from tiered.household_tier as t
left join reference.area as a on a.area_code = t.street_code
where t.tier <> 'none'
group by a.label, t.street_code
order by tier_1 + tier_2 desc, tier_1 desc, tier_3 + tier_4 desc, t.street_code
