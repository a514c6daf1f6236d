-- 子女分居: 户内有人的在世子女住在别的户
select 'measure' as signal_kind, 'children_live_elsewhere' as signal_code, a.household_id,
       null::varchar as person_id, null::varchar as value, count(distinct k.child_id)::double as number_value,
       null::date as valid_from, null::date as valid_to, true as is_known,
       list_sort(list_distinct(flatten(list(k.evidence)))) as evidence
from linked.household_member as a
join kinship as k on k.parent_id = a.person_id
join linked.person as c on c.person_id = k.child_id and not c.is_deceased
left join linked.household_member as m on m.person_id = k.child_id and m.household_id = a.household_id
where m.person_id is null
group by a.household_id
