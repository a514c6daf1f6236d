-- 可能在享受的待遇: 发放与低保名册中的任何一条,不论链接层级;要说“没有享受”,存疑的也不能当作没有
with listed as (
  select l.person_id, coalesce(w.code, s.programme) as programme_code, s.month,
         evidence_of('民政_救助发放', s.record_number) as evidence
  from standardised."民政_救助发放" as s
  join linked.record_link as l on l.record_key = s.record_key
  left join reference.code_word as w on w.list = 'programme' and w.word = s.programme
  where s.amount_fen > 0 and s.month <= month_of(as_of())
  union all
  select l.person_id, 'dibao' as programme_code, month_of(as_of()) as month,
         evidence_of('民政_低保在册', s.record_number) as evidence
  from standardised."民政_低保在册" as s
  join linked.record_link as l on l.record_key = s.record_key
  union all
  select person_id, 'dibao' as programme_code, month_of(as_of()) as month, unnest(evidence) as evidence
  from verified.fact
  where fact_code = 'on_dibao_roll' and person_id is not null
)
select 'measure' as signal_kind, 'possible_benefit' as signal_code, m.household_id, p.person_id,
       p.programme_code as value, null::double as number_value, null::date as valid_from,
       last_day_of(max(p.month)) as valid_to, true as is_known, evidence_list(p.evidence) as evidence
from listed as p
left join linked.household_member as m on m.person_id = p.person_id
group by p.person_id, m.household_id, p.programme_code
