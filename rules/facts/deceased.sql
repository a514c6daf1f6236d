-- 已故: 殡葬火化或户籍死亡注销,只认证件有效且姓名相容的链接
with report as (
  select l.person_id, '殡葬火化' as value, s.cremated_date as valid_from,
         evidence_of('民政_殡葬火化', s.record_number) as evidence
  from standardised."民政_殡葬火化" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier)
  union all
  select l.person_id, '户籍死亡注销' as value, s.cancelled_date as valid_from,
         evidence_of('公安_户籍人口', s.record_number) as evidence
  from standardised."公安_户籍人口" as s
  join linked.record_link as l on l.record_key = s.record_key
  where s.register_status = '死亡注销' and is_proven(l.link_tier)
)
select r.person_id, r.value, r.valid_from, null::date as valid_to, true as is_known,
       evidence_list(r.evidence) as evidence
from report as r
where holds_on(r.valid_from, null, as_of())
group by r.person_id, r.value, r.valid_from
