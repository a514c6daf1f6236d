-- 同行者在户籍上的父母、配偶、子女
with told as (
    select id_number as one, father_id_number as other from standardised."公安_户籍人口"
    union all
    select id_number, mother_id_number from standardised."公安_户籍人口"
    union all
    select id_number, spouse_id_number from standardised."公安_户籍人口"
),
keyed as (
    select left(one, 17)::bigint as one, left(other, 17)::bigint as other
    from told
    where one is not null and other is not null and one <> other
),
wanted as (
    select distinct e from context_entity
)
select keyed.one as e, keyed.other as kin
from keyed
semi join wanted on wanted.e = keyed.one
union
select keyed.other, keyed.one
from keyed
semi join wanted on wanted.e = keyed.other
