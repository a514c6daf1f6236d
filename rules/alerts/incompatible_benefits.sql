-- 互斥待遇: 同一人同月享受两种互斥待遇(互斥关系见 compatibility.toml,只认有文件或公开依据的);只认证件有效且姓名相容的记录,名册按本月计
with benefit as (
  select l.person_id, coalesce(w.code, s.programme) as programme_code, s.month,
         evidence_of('民政_救助发放', s.record_number) as evidence
  from standardised."民政_救助发放" as s
  join linked.record_link as l on l.record_key = s.record_key
  left join reference.code_word as w on w.list = 'programme' and w.word = s.programme
  where is_proven(l.link_tier) and s.amount_fen > 0
    and s.month between month_shift(month_of(as_of()), -param('duplicate_months')) and month_of(as_of())
  union all
  select l.person_id, 'dibao' as programme_code, month_of(as_of()) as month,
         evidence_of('民政_低保在册', s.record_number) as evidence
  from standardised."民政_低保在册" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier) and s.benefit_fen > 0
),
clash as (
  select a.person_id, p.one, p.other, a.month, a.evidence as one_evidence, b.evidence as other_evidence
  from reference.compatibility as p
  join benefit as a on a.programme_code = p.one
  join benefit as b on b.programme_code = p.other and b.person_id = a.person_id and b.month = a.month
  where p.relation = 'exclusive' and list_contains(string_split(param_text('adverse_pair_statuses'), '、'), p.status)
),
named as (
  select person_id, label_of('programme', one) || '与' || label_of('programme', other) as value, month,
         one_evidence, other_evidence
  from clash
)
select 'W24' as rule_code, max(m.household_id) as household_id, n.person_id, null::varchar as level,
       null::varchar as disposition, first_day(min(n.month)) as begun_date, null::date as until_date,
       array_to_string(evidence_list(n.value), '、') as value, count(distinct n.month)::double as number_value,
       list(n.one_evidence) || list(n.other_evidence) as evidence
from named as n
left join linked.household_member as m on m.person_id = n.person_id
group by n.person_id
