-- 同一人同月领两种待遇: 逐对说明能否兼得及依据;可以兼得的是合法的组合,不是重复;只认证件有效且姓名相容的记录
with benefit as (
  select l.person_id, coalesce(w.code, s.programme) as programme_code, s.month,
         evidence_of('民政_救助发放', s.record_number) as evidence
  from standardised."民政_救助发放" as s
  join linked.record_link as l on l.record_key = s.record_key
  left join reference.code_word as w on w.list = 'programme' and w.word = s.programme
  where is_proven(l.link_tier) and s.amount_fen > 0
    and s.month between month_shift(month_of(as_of()), 1 - param('duplicate_months')) and month_of(as_of())
  union all
  select l.person_id, 'dibao' as programme_code, month_of(as_of()) as month,
         evidence_of('民政_低保在册', s.record_number) as evidence
  from standardised."民政_低保在册" as s
  join linked.record_link as l on l.record_key = s.record_key
  where is_proven(l.link_tier) and s.benefit_fen > 0
),
held as (
  select person_id, programme_code, month, evidence_list(evidence) as evidence
  from benefit
  group by person_id, programme_code, month
),
matrix as (
  select c.one, c.other, c.relation, c.basis, c.status from reference.compatibility as c
  union all
  select c.other, c.one, c.relation, c.basis, c.status from reference.compatibility as c where c.one <> c.other
),
paired as (
  select a.person_id, a.programme_code as one, b.programme_code as other, a.month,
         list_concat(a.evidence, b.evidence) as evidence
  from held as a
  join held as b on b.person_id = a.person_id and b.month = a.month and b.programme_code > a.programme_code
)
select p.person_id, p.one as programme_code, p.other as other_programme_code, min(p.month) as month_from,
       max(p.month) as month_to, count(distinct p.month)::integer as month_count, coalesce(m.relation, 'unlisted') as aid_relation,
       coalesce(m.basis, '规定未列') as legal_basis, coalesce(m.status, 'unverified') as basis_status,
       coalesce(label_of('programme', p.one), p.one) || '与' || coalesce(label_of('programme', p.other), p.other)
         || case coalesce(m.relation, 'unlisted')
              when 'compatible' then '可以同时享受,不是重复'
              when 'exclusive' then '按规定不能同时享受,请先核实是否同一人、是否转换待遇'
              else '能否同时享受未列明,请核实' end
         || '(' || coalesce(m.basis, '规定未列') || ')' as sentence,
       list_sort(list_distinct(flatten(list(p.evidence)))) as evidence
from paired as p
left join matrix as m on m.one = p.one and m.other = p.other
group by p.person_id, p.one, p.other, m.relation, m.basis, m.status
