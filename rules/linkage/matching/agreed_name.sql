-- 户籍姓名是孤例: 户籍之外的几个部门一致写另一名,与户籍只差一字,出生日期相符,户籍的写法别无部门用过;
-- 同户与近亲中有人叫此名的不算(或是借用)
with register_name as (
    select id_key, any_value(name_id) as name_id, any_value(folded) as folded
    from doubtful_name
    where register_records > 0
    group by id_key
    having count(*) = 1 and not bool_or(has_wildcard) and sum(records) = sum(register_records)
),
one_apart as (
    select told.id_key, told.name_id, told.folded
    from doubtful_name as told
    join register_name using (id_key)
    join name as a on a.name_id = told.name_id
    join name as b on b.name_id = register_name.name_id
    where told.register_records = 0 and told.folded <> register_name.folded
    and a.length = b.length and a.surname = b.surname and not a.is_long and not a.has_wildcard
    and (a.c2 <> b.c2)::integer + (a.c3 <> b.c3)::integer + (a.c4 <> b.c4)::integer = 1
),
candidate_name as (
    select id_key, any_value(folded) as folded from one_apart group by id_key having count(distinct folded) = 1
),
written as (
    select id_name.id_key, id_name.id_number, id_name.name_text, one_apart.name_id, candidate_name.folded
    from candidate_name
    join one_apart using (id_key)
    join name using (name_id)
    join id_name on id_name.id_key = one_apart.id_key and id_name.name_text = name.name_text
),
agreed as (
    select written.id_key, any_value(written.id_number) as id_number, any_value(written.folded) as folded
    from standardised.record
    join written using (id_number, name_text)
    group by written.id_key
    having count(distinct split_part(record.extract, '_', 1)) >= (select agreeing_departments from threshold)
    and bool_and(strftime(record.birth_date, '%Y%m%d') = substr(record.id_number, 7, 8))
),
register as (
    select
        typed.id_number, typed.register_household_number as home, typed.father_id_number as father,
        typed.mother_id_number as mother, typed.spouse_id_number as spouse, name.folded
    from standardised."公安_户籍人口" as typed
    join standardised.record on record.record_key = typed.record_key and record.extract = '公安_户籍人口'
    join name on name.name_text = record.name_text
    where name.folded in (select folded from agreed) or typed.id_number in (select id_number from agreed)
),
in_family as (
    select agreed.id_key
    from agreed
    join register as own on own.id_number = agreed.id_number
    join register as other on other.folded = agreed.folded and other.id_number <> agreed.id_number
    where other.home = own.home or own.father in (other.father, other.id_number) or own.mother in (other.mother, other.id_number)
    or own.id_number in (other.father, other.mother, other.spouse) or own.spouse = other.id_number
)
select one_apart.id_key, one_apart.name_id
from one_apart
join agreed using (id_key, folded)
anti join in_family using (id_key)
