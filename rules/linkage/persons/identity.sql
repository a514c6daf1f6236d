-- 每个人的明文身份: 证件号所载优先,其次户籍,再次记录最多的写法
select
    node_person.person_id,
    coalesce(register_row.name_text, id_person.name_text, residual_person.name_text) as name_text,
    node_person.id_number,
    coalesce(
        try_cast(substr(node_person.id_number, 7, 4) || '-' || substr(node_person.id_number, 11, 2) || '-'
            || substr(node_person.id_number, 13, 2) as date),
        register_row.birth_date,
        try_cast((residual_person.birth // 10000)::varchar || '-' || lpad(((residual_person.birth // 100) % 100)::varchar, 2, '0')
            || '-' || lpad((residual_person.birth % 100)::varchar, 2, '0') as date)
    ) as birth_date,
    case
        when node_person.id_number is not null
            then case when substr(node_person.id_number, 17, 1)::integer % 2 = 1 then '1' else '2' end
        else coalesce(nullif(register_row.sex_code, '0'), residual_person.sex::varchar, '0')
    end as sex_code,
    known_phone.phone, residence.address,
    coalesce(residence.area.street, '未定街道') as street_code,
    coalesce(residence.area.committee, '未定') as committee_code,
    register_row.address as register_address,
    coalesce(address_street.street_code, '未定街道') as register_street_code,
    register_row.register_household_number,
    death.deceased_date, death.node is not null as is_deceased, register_row.node is not null as is_registered,
    node_person.node
from node_person
left join register_row using (node)
left join id_person using (node)
left join residual_person using (node)
left join known_phone using (node)
left join residence using (node)
left join address on address.address = register_row.address
left join address_street using (address_id)
left join death using (node)
