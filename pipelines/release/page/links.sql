-- 记录归人的把握: 各层级的记录数
select l.link_tier, coalesce(c.label, l.link_tier) as label, count(*)::bigint as records
from linked.record_link as l
left join reference.code as c on c.list = 'link_tier' and c.code = l.link_tier
group by l.link_tier, c.label
order by list_position(['L1', 'L3', 'L2', 'L0'], l.link_tier)
