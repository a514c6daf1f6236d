-- 实体所在的申请
select left(record.id_number, 17)::bigint as e, hash(record.application_number) as application, count(*)::integer as records
from standardised.record
anti join contradicted using (record_key)
where record.application_number is not null and record.id_number is not null
group by all
union all
select -q, application, records from profile where kind <> 3 and application is not null
