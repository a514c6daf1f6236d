-- 辍学或欠费: 学籍状态为休学、退学,或在读而拖欠学费
with report as (
  select l.person_id, case when s.status in ('休学', '退学') then s.status when s.months_in_arrears > 0 then '欠费' end as value,
         evidence_of('教育_学籍', s.record_number) as evidence
  from standardised."教育_学籍" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier) and s.status is distinct from '毕业'
)
select r.person_id, r.value, null::date as valid_from, null::date as valid_to, true as is_known,
       evidence_list(r.evidence) as evidence
from report as r
where r.value is not null
group by r.person_id, r.value
