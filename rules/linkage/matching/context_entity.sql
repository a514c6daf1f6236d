-- 同行者: 同一申请、同一少见编号、写明的亲属、或证件号被借用的那个人
select profile.q, entity_application.e, false as is_holder
from profile
join entity_application using (application)
where not (profile.kind = 3 and entity_application.e = profile.held and entity_application.records <= profile.records)
and entity_application.e <> -profile.q
union
select profile.q, entity_shared.e, false
from profile
join entity_shared using (shared)
where entity_shared.sharers <= (select shared_rare from threshold) + 1
and not (profile.kind = 3 and entity_shared.e = profile.held and entity_shared.records <= profile.records)
and entity_shared.e <> -profile.q
union
select q, e, false from relative
union
select q, held, true from profile where kind = 1 and held is not null
union
select q, borrowed, true from profile where borrowed is not null
