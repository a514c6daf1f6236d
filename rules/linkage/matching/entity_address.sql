-- 实体用过的地址(编码)
select good_record.e, address.address_id, sum(good_record.records)::integer as records
from good_record
join address using (address)
group by all
union all
select -profile.q, address.address_id, profile.records
from profile
join address using (address)
where profile.kind <> 3
