-- 每份每项目的金额,连同金额的种类与所用参数(名称、数值、状态);报告只算所申请的项目
with used as (
  select b.programme_code,
         list_sort(list(p.name || '=' || p.shown || '(' || p.status || case when r.is_outdated then ';参数待更新' else '' end
                        || ')')) as parameters_used,
         list_sort(list(p.name) filter (where p.status in ('unverified', 'proposal'))) as parameters_unverified
  from reference.benefit_parameter as b
  cross join reference.run as r
  join reference.parameter_in_force as p on p.name = b.name
  group by b.programme_code
)
select b.case_id, c.subject_kind, c.household_id, b.programme_code, b.amount_fen, g.amount_kind,
       coalesce(u.parameters_used, no_evidence()) as parameters_used,
       coalesce(u.parameters_unverified, no_evidence()) as parameters_unverified
from benefit as b
join benefit_case as c on c.case_id = b.case_id
join reference.benefit_programme as g on g.programme_code = b.programme_code
left join used as u on u.programme_code = b.programme_code
where not c.is_alternative and (c.subject_kind = 'household' or c.programme_code = b.programme_code)
