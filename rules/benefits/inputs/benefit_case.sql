-- 每份的案头: 收入是否查全、申报多少、年必要支出、渐退到第几个月与原来的补助
with probable as (
  -- 只凭概率匹配的收入: 申报与核实一致的照计,否则只在家庭自己申报的范围之内
  select i.report_id, i.verdict = 'agrees' as is_agreed,
         case when i.verdict = 'agrees' then t.verified - t.proven
              else at_least_zero(smaller(t.verified, larger(i.declared * 12 * c.window_months, t.proven)) - t.proven) end
           as probable_parts
  from verified.report_item as i
  join verified.report_case as c on c.report_id = i.report_id
  left join verified.report_total as t on t.report_id = i.report_id and t.item_code = 'income'
  where i.item_code = 'income' and i.person_id is null
),
complete as (
  select r.report_id as case_id,
         (bool_and(r.is_explained or r.is_outside_working_age) and bool_or(r.has_evidence) and not bool_or(r.is_short)
          and bool_and(r.has_evidence or r.declared_income_fen is null or r.declared_income_fen = 0))
         or coalesce(bool_or(p.is_agreed), false) or coalesce(bool_or(t.is_corrected), false) as is_income_complete
  from verified.report_person as r
  left join probable as p on p.report_id = r.report_id
  left join verified.report_total as t on t.report_id = r.report_id and t.item_code = 'income'
  group by r.report_id
  union all
  select m.case_id, max(h.is_complete) and not coalesce(bool_or(p.is_doubtful), false) as is_income_complete
  from subject_member as m
  left join verified.household_income as h on h.household_id = m.household_id
  left join person_income as p on p.person_id = m.person_id
  where m.subject_kind = 'household'
  group by m.case_id
),
spent as (
  -- 只加已知的支出: 全家没有一条医疗结算的,是未知
  select m.case_id,
         bool_or(f.fact_code = 'annual_self_paid' and f.is_known) as is_medical_known,
         known_sum(case when f.is_known then try_cast(f.value as bigint) end) as spent_fen,
         known_sum(case when f.is_known and f.fact_code = 'annual_self_paid' then try_cast(f.value as bigint) end) as medical_fen
  from subject_member as m
  join verified.fact as f on f.person_id = m.person_id and f.fact_code in ('annual_self_paid', 'tuition')
  group by m.case_id
),
reported as (
  -- 如实报告: 就业之后受理的申请或复核里,为他申报了收入
  select distinct w.person_id
  from taken_work as w
  join verified.report_member as m on m.person_id = w.person_id and m.declared_income_fen > 0
  join verified.report_case as c on c.report_id = m.report_id and c.accepted_date >= first_day(w.first_month)
),
employed as (
  -- 几名成员新就业的,从最早的一名算起
  select m.case_id, max(months_between(w.first_month, anchor_month()) + 1) as taper_month
  from subject_member as m
  join taken_work as w on w.person_id = m.person_id
  left join reported as r on r.person_id = w.person_id
  where param_text('taper_starts_with') = 'contributions' or r.person_id is not null
  group by m.case_id
),
unprovable as (
  -- 赡养费等没有登记可查的,照家庭自己申报的;一户看最近一份申请
  select report_id as case_id, sum(unprovable_fen) as fen from verified.report_person group by report_id
  union all
  select n.household_id, n.fen
  from (
    select c.household_id, sum(p.unprovable_fen) as fen,
           row_number() over (partition by c.household_id order by c.accepted_date desc nulls last, c.report_id desc) as place
    from verified.report_case as c
    join verified.report_person as p on p.report_id = c.report_id
    where c.household_id is not null
    group by c.household_id, c.accepted_date, c.report_id) as n
  where n.place = 1
),
not_counted as (
  -- 已故、服刑的成员申报的收入不再是这家的
  select report_id as case_id, sum(declared_income_fen) as fen
  from verified.report_member
  where is_declared and not is_counted and declared_income_fen > 0
  group by report_id
),
roll as (
  select household_id, max(try_cast(value as bigint)) as previous_benefit_fen
  from verified.fact
  where fact_code = 'on_roll' and is_known
  group by household_id
),
rural as (
  -- 报告: 名册写明城乡的,照名册;有一名成员是城镇的,按城镇(标准较高,有利于家庭)
  select m.case_id, bool_and(s.residence_kind = '农村') as is_rural
  from subject_member as m
  join linked.record_link as l on l.person_id = m.person_id and raises_help(l.link_tier)
  join standardised."民政_低保成员" as s on s.record_key = l.record_key
  where s.residence_kind is not null and m.subject_kind = 'report'
  group by m.case_id
  union all
  select household_id, true from verified.fact where fact_code = 'rural_household' and is_known group by household_id
),
area as (
  -- 名册没有写明的,看申请的街道、居委代码是不是列为农村的
  select c.report_id as case_id,
         bool_and(len(list_filter(string_split(param_text('rural_area_codes'), '、'),
                                  lambda x: x <> '' and (starts_with(a.street_code, x) or starts_with(a.committee_code, x)))) > 0)
           as is_rural
  from verified.report_case as c
  join standardised."民政_救助申请" as a on a.application_number = c.application_number
  group by c.report_id
),
settings as (
  select programme_code, max(case when key = 'earnings_disregard_applies' then text_value end) = 'yes' as is_applied
  from reference.programme_value
  group by programme_code
),
cases as (
  select m.case_id, max(m.subject_kind) as subject_kind, max(m.household_id) as household_id,
         bool_or(m.is_alternative) as is_alternative
  from subject_member as m
  group by m.case_id
)
select c.case_id, c.subject_kind, c.household_id, c.is_alternative, r.programme_code, as_of() as day,
       case when c.subject_kind = 'household' then 12 else 12 * r.window_months end as parts_per_fen,
       coalesce(k.is_income_complete, false) as is_income_complete,
       case when x.fen is null then r.declared_income_fen else at_least_zero(r.declared_income_fen - x.fen) end
         as declared_income_fen,
       case when s.is_medical_known then s.spent_fen end as annual_spending_fen, s.medical_fen as annual_medical_fen,
       e.taper_month, o.previous_benefit_fen, p.probable_parts, u.fen as unprovable_fen,
       case when c.subject_kind = 'household' then coalesce(v.is_rural, false)
            else coalesce(v.is_rural, case when w.is_rural then true end, param_text('residence_kind_when_unknown') = '农村') end
         as is_rural,
       c.subject_kind = 'household' or coalesce(t.is_applied, false) as is_disregard_applied
from cases as c
left join verified.report_case as r on r.report_id = c.case_id
left join complete as k on k.case_id = c.case_id
left join probable as p on p.report_id = c.case_id
left join unprovable as u on u.case_id = c.case_id
left join not_counted as x on x.case_id = c.case_id
left join spent as s on s.case_id = c.case_id
left join employed as e on e.case_id = c.case_id
left join roll as o on o.household_id = c.household_id
left join rural as v on v.case_id = c.case_id
left join area as w on w.case_id = case when c.subject_kind = 'household' then c.household_id else c.case_id end
left join settings as t on t.programme_code = r.programme_code
