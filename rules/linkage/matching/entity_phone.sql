-- 实体用过的电话
select e, try_cast(right(regexp_replace(phone, '[^0-9]', '', 'g'), 11) as bigint) as phone, sum(records)::integer as records
from good_record
where phone is not null
group by all
union all
select -q, phone, records from profile where kind <> 3 and phone is not null
