-- 一户属于哪一类: 人数与成员情形相同的家庭,同样的收入得到同样的待遇,只算一次
select household_id, count(*)::bigint as member_count, string_agg(member_class, '、' order by place) as class_code
from class_member
group by household_id
