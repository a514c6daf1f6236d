-- 收入怎样从证实值算到可计入值: 先去掉不计入的类别与部分(就业成本、豁免与渐退在金额核算里减);残疾、大病成员可以扣减的刚性支出另列为负数
with settings as (
  select programme_code, max(case when key = 'income_not_counted' then text_value end) as income_not_counted
  from reference.programme_value
  group by programme_code
),
in_force as (
  select param('pension_part_not_counted') as pension_part
),
kinds as (
  select e.subject_id as report_id, e.person_id, e.item_code, coalesce(e.kind, e.item_code) as kind,
         sum(case e.basis when 'annual' then e.amount_fen * c.window_months when 'monthly' then e.amount_fen * 12
                          when 'rate' then e.amount_fen * 12 * c.window_months end) as proven_parts,
         max(12 * c.window_months) as whole, max(c.programme_code) as programme_code
  from verified.evidence as e
  join verified.report_case as c on c.report_id = e.subject_id
  join reference.item as i on i.item_code = e.item_code and i.measures = 'income'
  where e.subject_kind = 'report' and e.is_countable and e.is_proven
  group by e.subject_id, e.person_id, e.item_code, coalesce(e.kind, e.item_code)
),
left_out as (
  select k.report_id, k.person_id, k.item_code, k.programme_code, k.whole, k.proven_parts,
         case when is_listed(s.income_not_counted, k.item_code)
                   or is_listed(s.income_not_counted, k.kind) then k.proven_parts
              when k.kind = '城乡居民养老金' and f.pension_part is not null
              then smaller(k.proven_parts, f.pension_part * k.whole)
              else 0 end as not_counted_parts
  from kinds as k
  join settings as s on s.programme_code = k.programme_code
  cross join in_force as f
),
sums as (
  select report_id, person_id, item_code,
         sum(proven_parts)::bigint as proven_parts, sum(not_counted_parts)::bigint as not_counted_parts,
         sum(proven_parts - not_counted_parts)::bigint as left_parts
  from left_out
  group by report_id, person_id, item_code
),
meant as (
  -- 谁的哪一类支出可以扣减: 学费另有所列的情形
  select person_id, bool_or(in_list('deductible_spending_facts', fact_code)) as is_spending,
         bool_or(in_list('deductible_education_facts', fact_code)) as is_education
  from verified.fact
  where is_known and coalesce(valid_to >= as_of(), true)
    and (in_list('deductible_spending_facts', fact_code) or in_list('deductible_education_facts', fact_code))
  group by person_id
),
allowed as (
  -- 学费每人每年有上限的(如当地公办学校标准),不超过上限
  select a.report_id, a.person_id, a.item_code, c.window_months,
         case when a.item_code = 'spend_education' and param('deductible_education_cap') is not null
              then smaller(a.verified_fen, param('deductible_education_cap')) else a.verified_fen end as fen
  from verified.report_amount as a
  join verified.report_case as c on c.report_id = a.report_id
  join reference.item as i on i.item_code = a.item_code and i.measures = 'spending'
  join reference.programme_value as v on v.programme_code = c.programme_code and v.key = 'deductible_spending'
  join meant as m on m.person_id = a.person_id
  where is_listed(v.text_value, a.item_code) and a.verified_fen > 0
    and case when a.item_code = 'spend_education' then m.is_education else m.is_spending end
),
reached as (
  select report_id, person_id, item_code, window_months, fen,
         sum(fen) over (partition by report_id, person_id order by item_code) as fen_so_far
  from allowed
),
lines as (
  select param('deductible_spending_floor') as floor_line, param('deductible_spending_share') as part,
         param('deductible_spending_cap') as cap
),
spent as (
  -- 每人每年超过起扣线的部分按几成扣,扣到上限为止;几项的,按项目代码的次序
  select r.report_id, r.person_id, r.item_code, r.window_months,
         deductible_of(r.fen_so_far, l.floor_line, l.part, l.cap)
           - deductible_of(r.fen_so_far - r.fen, l.floor_line, l.part, l.cap) as fen
  from reached as r
  cross join lines as l
)
select report_id, person_id, item_code, proven_parts, not_counted_parts, left_parts as countable_parts
from sums
union all
select report_id, person_id, item_code, 0, 0, -(fen * window_months)::bigint
from spent
where fen > 0
