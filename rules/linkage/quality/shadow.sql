-- 替身: 每种残余写法由几条证件号已知的记录扮演,只留它填了的各栏,再照样弄坏证件号
with stratum as (
    select distinct extract, told, has_wildcard, records > 1 as is_several, is_of_household from shadow_subject
),
fitting as (
    select
        stratum.*, shadow_donor.record_key,
        2 * (shadow_donor.has_wildcard = stratum.has_wildcard)::integer
            + (not stratum.is_several or shadow_donor.copies > 1)::integer as fit
    from stratum
    join shadow_donor on shadow_donor.extract = stratum.extract and shadow_donor.told & stratum.told = stratum.told
    where shadow_donor.has_company or not stratum.is_of_household
    qualify fit = max(fit) over (
        partition by stratum.extract, stratum.told, stratum.has_wildcard, stratum.is_several, stratum.is_of_household
    )
),
ranked as materialized (
    select
        * exclude (fit), row_number() over (stratum order by hash(record_key), record_key) - 1 as place,
        count(*) over stratum as donors
    from fitting
    window stratum as (partition by extract, told, has_wildcard, is_several, is_of_household)
),
asked as (
    select
        subject.*, subject.records > 1 as is_several, number.number,
        row_number() over (
            partition by subject.extract, subject.told, subject.has_wildcard, subject.records > 1, subject.is_of_household
            order by subject.first_key, number.number
        ) - 1 as turn
    from shadow_subject as subject
    join (select unnest(range(1, 1 + (select max(copies_wanted) from shadow_subject)))::integer as number) as number
        on number.number <= subject.copies_wanted
),
cast_for as (
    select asked.*, asked.turn % crowd.donors as place
    from asked
    join ranked as crowd
        on crowd.extract = asked.extract and crowd.told = asked.told and crowd.has_wildcard = asked.has_wildcard
        and crowd.is_several = asked.is_several and crowd.is_of_household = asked.is_of_household and crowd.place = 0
),
played as materialized (
    select cast_for.*, ranked.record_key
    from cast_for
    join ranked
        on ranked.extract = cast_for.extract and ranked.told = cast_for.told
        and ranked.has_wildcard = cast_for.has_wildcard and ranked.is_several = cast_for.is_several
        and ranked.is_of_household = cast_for.is_of_household and ranked.place = cast_for.place
),
stranger as materialized (
    select id_key, row_number() over (order by hash(id_key), id_key) - 1 as place
    from (select distinct id_key from shadow_donor)
),
borrower as (
    select played.*, donor.id_key as own_key, played.turn % (select count(*) from stranger) as stranger_place
    from played
    join shadow_donor as donor using (record_key)
    where played.is_borrowed
),
lender as (
    -- 借来的证件: 同户的用同户另一人的,否则用任一人的
    select
        borrower.first_key, borrower.number,
        case when borrower.is_of_household then member.id_key else stranger.id_key end as borrowed
    from borrower
    left join (
        select own.id_key as own_key, other.id_key
        from register_home as own
        join register_home as other using (home)
        where own.id_key <> other.id_key and own.id_key in (select own_key from borrower)
        qualify row_number() over (partition by own.id_key order by hash(own.id_key, other.id_key), other.id_key) = 1
    ) as member on member.own_key = borrower.own_key
    left join stranger on stranger.place = borrower.stranger_place and stranger.id_key <> borrower.own_key
)
select
    played.first_key as shadow_of, played.number, played.extract, played.id_text as faulty_text, played.is_borrowed,
    donor.record_key as donor_key, donor.id_number, donor.id_key as held, lender.borrowed,
    donor.total <= played.records as is_lone, least(played.records, donor.copies)::integer as records,
    played.records * played.one_in / played.copies_wanted::double as weight,
    case when played.told & 1 > 0 then donor.name_text end as name_text,
    case when played.told & 2 > 0 then donor.birth end as birth, case when played.told & 4 > 0 then donor.sex end as sex,
    case when played.told & 8 > 0 then donor.phone end as phone,
    case when played.told & 16 > 0 then donor.address end as address,
    case when played.told & 32 > 0 then donor.application end as application,
    case when played.told & 64 > 0 then donor.shared end as shared,
    case when played.told & 128 > 0 then donor.home end as home
from played
join shadow_donor as donor using (record_key)
left join lender using (first_key, number)
where not played.is_borrowed or lender.borrowed is not null
