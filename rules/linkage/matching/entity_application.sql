-- 实体所在的申请
select e, hash(application) as application, sum(records)::integer as records
from good_record
where application is not null
group by all
union all
select -q, application, records from profile where kind <> 3 and application is not null
