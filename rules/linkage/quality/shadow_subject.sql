-- 请替身的残余写法(户籍与裁定过的除外): 填了哪几栏、证件号有何毛病;过多时按来源与所填各栏等距抽取
with grouped as (
    select first_key, count(*)::integer as records from residual_group group by first_key
),
described as (
    select
        grouped.first_key, grouped.records, residual.extract, residual.id_text, residual.kind = 1 as is_borrowed,
        coalesce(name.has_wildcard, false) as has_wildcard,
        (coalesce(name.length, 0) > 0)::integer + 2 * (residual.birth is not null)::integer
            + 4 * (residual.sex is not null)::integer + 8 * (residual.phone is not null)::integer
            + 16 * (residual.address is not null)::integer + 32 * (residual.application is not null)::integer
            + 64 * (residual.shared is not null)::integer + 128 * (residual.home is not null)::integer as told,
        -- 借用者若与持证人同户,户内便有同名之人
        coalesce(
            residual.kind = 1 and (residual.held, residual.name_text) in (
                select (holder.id_key, member.name_text)
                from register_home as holder
                join register_home as member using (home)
                where holder.id_key in (select held from residual where kind = 1)
                and member.name_text is not null
            ),
            false
        ) as is_of_household
    from grouped
    join residual on residual.record_key = grouped.first_key
    left join name using (name_text)
    anti join named on named.record_key = grouped.first_key
    where not residual.is_register and residual.kind in (0, 1)
),
ordered as (
    select
        *, row_number() over (order by extract, is_borrowed, told, has_wildcard, first_key) as place,
        greatest(1, ceil(count(*) over () / nullif((select shadows from threshold), 0)))::integer as one_in,
        least(
            (select shadows_per_record from threshold), greatest(1, (select shadows from threshold) // count(*) over ())
        )::integer as copies_wanted
    from described
    where (select shadows from threshold) > 0
)
select * exclude (place)
from ordered
where place % one_in = 0
