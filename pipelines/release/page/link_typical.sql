-- 概率链接中最常见的一种比较结果
select c.pattern, c.is_same_household, count(*)::bigint as records, any_value(c.bits) as bits
from linked.link_candidate as c
where c.outcome_code = 'linked' and c.candidate_place = 1
group by c.pattern, c.is_same_household
order by records desc, c.pattern
limit 1
