-- 关注等级迁移(单位: 户;行为原等级,列为设想后)
select coalesce(label_of('tier', b.tier), b.tier) as "原等级",
       count(*) filter (where a.tier = 'tier_1') as "一级(红)", count(*) filter (where a.tier = 'tier_2') as "二级(橙)",
       count(*) filter (where a.tier = 'tier_3') as "三级(黄)", count(*) filter (where a.tier = 'tier_4') as "四级(关注)",
       count(*) filter (where a.tier = 'none') as "不列级", count(*) as "合计"
from before.household_tier as b
join after.household_tier as a on a.household_id = b.household_id
group by b.tier
order by list_position(['tier_1', 'tier_2', 'tier_3', 'tier_4', 'none'], b.tier)
