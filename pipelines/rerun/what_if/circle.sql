-- 圈层迁移(单位: 户;只列有变动的)
select coalesce(label_of('circle', b.circle), b.circle) as "原圈层",
       coalesce(label_of('circle', a.circle), a.circle) as "设想后", count(*) as "户"
from before.household_tier as b
join after.household_tier as a on a.household_id = b.household_id
where a.circle is distinct from b.circle
group by b.circle, a.circle
order by b.circle, a.circle
