-- 每种残余写法的前几名候选: 比较结果、分量、相争后的概率,以及归了此人或为何没有归
with noded as (
    select
        pattern.q, pattern.e, pattern.pattern, pattern.household >= 2 as is_same_household, weight.bits, weight.needed,
        own.node as own_node, coalesce(merged_id.node, other.node, pattern.e) as candidate_node
    from pattern
    join weight using (pattern)
    join assigned as own using (q)
    left join assigned as other on other.q = -pattern.e
    left join merged_id on merged_id.id_key = pattern.e
    where pattern.kind <> 3 and pattern.e <> -pattern.q
    qualify row_number() over (partition by pattern.q, candidate_node order by weight.bits desc, pattern.e desc) = 1
),
placed as (
    select
        noded.*, coalesce(compared.probability, through.probability) as probability,
        row_number() over (partition by noded.q order by noded.bits desc, noded.candidate_node desc) as place
    from noded
    left join compared on compared.q = noded.q and compared.e = noded.e
    left join compared as through on through.q = noded.q and through.e = noded.candidate_node
    qualify place <= (select candidates_kept from threshold)
),
with_entry as (
    select distinct coalesce(merged_id.node, assigned.node, registered.e) as node
    from registered
    left join assigned on assigned.q = -registered.e
    left join merged_id on merged_id.id_key = registered.e
)
select
    profile.first_key, placed.place as candidate_place, node_person.person_id as candidate_person_id, placed.pattern,
    placed.is_same_household, round(placed.bits, 4) as bits, placed.probability, placed.needed as needed_probability,
    case
        when placed.candidate_node = placed.own_node then 'linked'
        when placed.needed is null then 'name_only'
        when placed.probability >= placed.needed and placed.candidate_node > 0 and placed.own_node > 0 then 'two_ids'
        when placed.probability >= placed.needed and placed.candidate_node in (select node from with_entry)
            and placed.own_node in (select node from with_entry) then 'two_entries'
        when placed.probability >= placed.needed then 'kept_apart'
        when 1 / (1 + 2 ** -placed.bits) >= placed.needed then 'rival_near'
        else 'below_accept'
    end as outcome_code
from placed
join profile using (q)
join node_person on node_person.node = placed.candidate_node
