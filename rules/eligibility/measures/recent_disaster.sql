-- 近期因自然灾害、火灾或房屋倒塌受灾的成员: 没有登记不等于没有
select m.case_id, null::varchar as person_id,
       max(case when f.person_id is not null and f.is_known and f.valid_from >= months_before(as_of(), param('event_aid_months')) and f.value <> '交通事故' then 1 else 0 end) as low,
       case when bool_or(f.person_id is not null and f.is_known and f.valid_from >= months_before(as_of(), param('event_aid_months')) and f.value <> '交通事故') then 1 end as high, 1 as factor,
       list_sort(flatten(list(f.evidence) filter (where f.evidence is not null))) as evidence
from subject_member as m
left join verified.fact as f
  on f.person_id = m.person_id and f.fact_code in ('struck_by_event') and coalesce(f.valid_to >= as_of(), true)
where m.subject_kind = 'household'
group by m.case_id
