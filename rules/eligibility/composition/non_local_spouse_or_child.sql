-- 与本市户籍居民共同生活的非本市户籍配偶、子女计入家庭成员
select household_id, person_id, evidence
from non_local_member
where role in ('spouse', 'child')
