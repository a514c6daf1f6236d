-- 核对证据单的封面: 已下结论的报告,按居村、申请编号排页
with ruled as (
  -- 金额里按规定核算的劳动收入、赡养费: 不是核实所得,单列
  select case_id, -sum(amount_fen)::bigint as ruled_fen
  from verified.benefit_trace
  where subject_kind = 'report' and parameter_name in ('imputed_wage', 'support_computed')
  group by case_id
),
concluded as (
  select r.report_id, r.application_number, r.programme_code, r.household_id, r.street_code, r.accepted_date, r.issued_date,
         r.working_days, r.conclusion, r.has_difference, r.under_declared, r.over_declared, r.exceeds_limit,
         r.limits_exceeded, r.income_is_complete, r.benefit_fen, r.member_count, r.direction, r.sources_missing,
         r.parameters_used, r.contest_until, coalesce(h.committee_code, '未定') as committee_code
  from verified.report as r
  left join linked.household as h on h.household_id = r.household_id
  where r.conclusion in ('consistent', 'differs_no_effect', 'differs_amount', 'exceeds_limit')
)
select (row_number() over (order by c.committee_code, c.application_number, c.report_id))::integer as page, c.report_id,
       c.application_number, coalesce(p.label, c.programme_code) as programme, c.committee_code,
       coalesce(s.label, c.street_code) as street, coalesce(v.label, c.committee_code) as committee, c.accepted_date,
       c.issued_date, c.working_days, coalesce(o.label, c.conclusion) as conclusion, c.has_difference, c.under_declared,
       c.over_declared, c.exceeds_limit, c.limits_exceeded, c.income_is_complete, c.benefit_fen, u.ruled_fen, c.member_count,
       c.direction, c.sources_missing, c.parameters_used, c.contest_until
from concluded as c
left join reference.code as p on p.list = 'programme' and p.code = c.programme_code
left join reference.code as o on o.list = 'conclusion' and o.code = c.conclusion
left join ruled as u on u.case_id = c.report_id
left join area as s on s.area_code = c.street_code
left join area as v on v.area_code = c.committee_code
order by page
