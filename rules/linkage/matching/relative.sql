-- 残余记录自己写明的亲属: 婚姻登记的对方、出生证明的父母
with told as (
    select record_key, spouse_id_number as id_number from standardised."民政_婚姻登记"
    union all
    select record_key, mother_id_number from standardised."卫健_出生证明"
    union all
    select record_key, father_id_number from standardised."卫健_出生证明"
)
select distinct profile.q, left(told.id_number, 17)::bigint as e
from told
join residual_group using (record_key)
join profile using (first_key)
where told.id_number is not null
union
select profile.q, left(told.id_number, 17)::bigint
from told
join profile on profile.donor_key = told.record_key
where told.id_number is not null
