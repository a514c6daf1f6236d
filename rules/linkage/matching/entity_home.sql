-- 户籍在册的实体及其户号
select e, max(hash(home)) as home
from good_record
where is_register and home is not null
group by e
