-- 计入的成员各自的情况: 是否未成年、是否劳动年龄之外、收入有没有来源说明、有没有查全
with incomes as (
  select a.report_id, a.person_id, sum(a.verified_parts) as verified_parts, sum(a.proven_parts) as proven_parts
  from verified.report_amount as a
  join reference.item as i on i.item_code = a.item_code and i.measures = 'income'
  group by a.report_id, a.person_id
),
income_lines as (
  select distinct x.line
  from reference.item_extract as x
  join reference.item as i on i.item_code = x.item_code and i.measures = 'income'
  where not x.is_beside and x.extract <> '民政_赡养人'
),
replies as (
  select s.report_id, s.person_id,
         bool_and(s.reply_state in ('answered', 'empty') and (s.is_by_receipt or s.reply_state = 'answered'))
           and param_text('empty_reply_explains') = 'yes' as is_replied,
         bool_or(s.reply_state = 'silent') as is_silent
  from verified.source_reply as s
  join income_lines as l on l.line = s.line
  group by s.report_id, s.person_id
),
states as (
  select distinct person_id
  from verified.fact
  where fact_code in ('registered_unemployed', 'studying') and is_known and (valid_to is null or valid_to >= as_of())
),
doubts as (
  select distinct d.person_id
  from verified.report_doubt as d
  join reference.item as i on i.item_code = d.item_code and i.measures = 'income'
),
years as (
  -- 窗口之内的整年,逐月实收之和不到年度总额的,或者另有单位的年度总额对不上实收的: 实收没有收齐
  select e.subject_id as report_id, e.person_id,
         sum(e.amount_fen) filter (where e.basis = 'annual' and e.reason_not_counted = 'monthly_receipts_win') as total_fen,
         sum(e.amount_fen) filter (where e.basis = 'monthly' and e.is_counted) as received_fen,
         bool_or(e.reason_not_counted = 'payer_unclear') as is_unclear
  from verified.evidence as e
  join verified.report_case as c on c.report_id = e.subject_id
  join reference.item as i on i.item_code = e.item_code and i.measures = 'income'
  where e.basis in ('annual', 'monthly')
    and year_of(e.month) || '-01' >= c.window_from and year_of(e.month) || '-12' <= c.window_to
  group by e.subject_id, e.person_id, e.item_code, e.kind, year_of(e.month)
),
written as (
  -- 申报明细写明、而没有登记可查的收入: 赡养费等
  select c.report_id, i.person_id, known_sum(fen_of(d.declared_value)) as fen
  from standardised."民政_申报明细" as d
  join verified.report_case as c on c.application_number = d.application_number
  join linked.identity as i on i.id_number = d.id_number
  where in_list('unprovable_income_items', d.item_code)
  group by c.report_id, i.person_id
),
short as (
  select distinct report_id, person_id from years
  where is_unclear or total_fen > coalesce(received_fen, total_fen)
)
select m.report_id, m.person_id, m.is_declared, m.link_tier, m.declared_income_fen,
       coalesce(age_on(i.birth_date, as_of()) <= param('minor_standard_age'), false) as is_minor,
       coalesce(age_on(i.birth_date, as_of()) < param('working_age_from')
                or age_on(i.birth_date, as_of()) >
                  case when i.sex_code = '2' then param('working_age_to_women') else param('working_age_to') end,
                false) as is_outside_working_age,
       n.verified_parts is not null as has_evidence,
       n.verified_parts is not null or s.person_id is not null or coalesce(r.is_replied, false) as is_explained,
       coalesce(r.is_silent, false) as is_silent, d.person_id is not null or q.person_id is not null as is_doubtful,
       q.person_id is not null as is_short,
       case when w.fen > 0 and n.verified_parts is not null and m.declared_income_fen is not null
            then smaller(w.fen, at_least_zero(m.declared_income_fen - to_fen(n.verified_parts, 12 * c.window_months)))
            else 0 end::bigint as unprovable_fen,
       n.verified_parts::bigint as verified_parts, n.proven_parts::bigint as proven_parts
from verified.report_member as m
join verified.report_case as c on c.report_id = m.report_id and c.case_state = 'open'
left join linked.identity as i on i.person_id = m.person_id
left join incomes as n on n.report_id = m.report_id and n.person_id = m.person_id
left join replies as r on r.report_id = m.report_id and r.person_id = m.person_id
left join states as s on s.person_id = m.person_id
left join doubts as d on d.person_id = m.person_id
left join short as q on q.report_id = m.report_id and q.person_id = m.person_id
left join written as w on w.report_id = m.report_id and w.person_id = m.person_id
where m.is_counted
