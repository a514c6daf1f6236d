-- 亲子关系: 登记的父母为先;一个都没有登记的,按户内子女与户主夫妻、户主与其父母推定
with registered as (
  select person_id as child_id, value as parent_id, evidence
  from verified.fact
  where fact_code = 'parent' and is_known
)
select child_id, parent_id, list_sort(list_distinct(flatten(list(evidence)))) as evidence
from registered
group by child_id, parent_id
union all
select c.person_id as child_id, a.person_id as parent_id, no_evidence() as evidence
from linked.household_member as c
join linked.household_member as a on a.household_id = c.household_id and a.person_id <> c.person_id
where ((c.role = 'child' and a.role in ('applicant', 'head', 'spouse')) or (c.role in ('applicant', 'head') and a.role = 'parent'))
  and not exists (
    select 1 from registered as r where r.child_id = c.person_id)
