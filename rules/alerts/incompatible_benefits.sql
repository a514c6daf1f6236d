-- 互斥待遇: 同一人同月享受两种互斥待遇(见 verified.aid_overlap 与 compatibility.toml,只认有文件或公开依据的)
with clash as (
  select o.person_id, o.month_from, o.month_count, o.evidence,
         label_of('programme', p.one) || '与' || label_of('programme', p.other) as value
  from verified.aid_overlap as o
  join reference.compatibility as p
    on (p.one = o.programme_code and p.other = o.other_programme_code)
    or (p.other = o.programme_code and p.one = o.other_programme_code)
  where p.relation = 'exclusive' and in_list('adverse_pair_statuses', p.status)
)
select 'W24' as rule_code, max(m.household_id) as household_id, c.person_id, null::varchar as level,
       null::varchar as disposition, first_day(min(c.month_from)) as begun_date, null::date as until_date,
       array_to_string(evidence_list(c.value), '、') as value, max(c.month_count)::double as number_value,
       list_sort(list_distinct(flatten(list(c.evidence)))) as evidence
from clash as c
left join linked.household_member as m on m.person_id = c.person_id
group by c.person_id
