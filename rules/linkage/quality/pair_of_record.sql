-- 人工复核的总体: 概率链接要回答的每一条记录(户籍与裁定过的除外)与所归之人,未归的与其前几名候选(只有姓名相同的除外)
with asked as (
    select
        residual_node.record_key, residual_node.node, residual_node.tier, residual_node.probability,
        residual.extract, residual.record_number, residual_group.first_key
    from residual_node
    join residual using (record_key)
    join residual_group using (record_key)
    anti join named using (record_key)
    where residual_node.tier in ('L0', 'L3') and not residual.is_register and residual.record_number is not null
),
linked as (
    select first_key from link_candidate where outcome_code = 'linked'
),
pair as (
    select asked.*, node_person.person_id as candidate_person_id, true as is_linked
    from asked
    join node_person using (node)
    where asked.tier = 'L3'
    union all by name
    select
        asked.* exclude (probability), link_candidate.probability,
        link_candidate.candidate_person_id, false as is_linked
    from asked
    join link_candidate using (first_key)
    anti join linked on linked.first_key = asked.first_key
    where link_candidate.probability is not null and link_candidate.needed_probability is not null
),
person as (
    select distinct node_person.node, pair.candidate_person_id
    from pair
    join node_person on node_person.person_id = pair.candidate_person_id
),
shown as (
    -- 一人拿来对照的记录: 先户籍,再凭证件号归入的;取两条,好与自己错开
    select
        person.candidate_person_id, record_node.record_key, record_node.extract as extract_b,
        record_node.record_number as record_number_b,
        row_number() over (
            partition by person.candidate_person_id
            order by
                record_node.extract = '公安_户籍人口' desc, record_node.link_tier = 'L1' desc, record_node.extract,
                record_node.record_number, record_node.record_key
        ) as place
    from record_node
    join person using (node)
    where record_node.record_number is not null
    qualify place <= 2
),
other_record as (
    select pair.record_key, pair.candidate_person_id, shown.extract_b, shown.record_number_b
    from pair
    join shown on shown.candidate_person_id = pair.candidate_person_id and shown.record_key <> pair.record_key
    qualify row_number() over (partition by pair.record_key, pair.candidate_person_id order by shown.place) = 1
)
select
    pair.record_key, pair.extract, pair.record_number, own.person_id, pair.candidate_person_id,
    other_record.extract_b, other_record.record_number_b, pair.is_linked, pair.probability, band.band_place, band.band_code
from pair
join other_record using (record_key, candidate_person_id)
join node_person as own on own.node = pair.node
join review_band as band
    on band.is_linked = pair.is_linked
    and (pair.probability >= band.lowest and pair.probability < band.below or pair.probability is null and band.lowest is null)
where pair.is_linked or own.person_id <> pair.candidate_person_id
