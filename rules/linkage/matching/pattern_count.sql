-- 每种比较结果在自测与待链接中各出现多少次(只出现一次的证件号,同名同年的未必是别人,不计)
select
    pattern, household >= 2 as is_same_household,
    count(*) filter (where kind = 3 and shadow_of is null and e = held)::double as matches,
    count(*) filter (where kind = 3 and shadow_of is null and e <> held and not is_unlabelled)::double as others,
    count(*) filter (where kind <> 3)::double as pairs
from pattern
group by pattern, household >= 2
order by pattern
