-- 急剧恶化: 近三月自负医疗达到上年人均可支配收入之半,近三月实收降至上年同期之半,一年内新增重度残疾;一种或两种以上
with told as (
  select v.household_id,
         sum(case when f.fact_code = 'quarter_self_paid' then try_cast(f.value as bigint) end)::bigint as paid_fen,
         bool_or(f.fact_code = 'severe_disability') as is_newly_disabled,
         flatten(list(f.evidence) filter (where f.fact_code = 'quarter_self_paid')) as medical_evidence,
         flatten(list(f.evidence) filter (where f.fact_code = 'severe_disability')) as disability_evidence
  from verified.fact as f
  join scored.living_member as v on v.person_id = f.person_id
  where f.is_known
    and (f.fact_code = 'quarter_self_paid'
         or (f.fact_code = 'severe_disability'
             and f.valid_from > months_before(as_of(), param('new_disability_months'))))
  group by v.household_id
),
covered as (
  select max(month) as newest from verified.income_month where basis = 'monthly' and month <= anchor_month()
),
income as (
  select v.household_id,
         sum(case when i.month > month_shift(anchor_month(), -param('deterioration_months')) then i.received_fen else 0 end)
           as now_fen,
         sum(case when i.month <= month_shift(anchor_month(), 0 - 12) then i.received_fen else 0 end) as before_fen
  from verified.income_month as i
  join covered as c on c.newest = anchor_month()
  join scored.living_member as v on v.person_id = i.person_id
  where i.basis = 'monthly'
    and (i.month between month_shift(anchor_month(), 1 - param('deterioration_months')) and anchor_month()
         or i.month between month_shift(anchor_month(), 1 - 12 - param('deterioration_months'))
            and month_shift(anchor_month(), 0 - 12))
  group by v.household_id
),
judged as (
  select s.household_id, s.unidentified_count,
         coalesce(t.paid_fen >= param('deterioration_spending_share') * param('city_disposable_income'), false)
           as is_costly,
         coalesce(i.before_fen > 0 and i.now_fen <= param('deterioration_income_share') * i.before_fen, false) as has_fallen,
         coalesce(t.is_newly_disabled, false) as is_newly_disabled, t.medical_evidence, t.disability_evidence,
         h.evidence as income_evidence
  from scored.household_size as s
  left join told as t on t.household_id = s.household_id
  left join income as i on i.household_id = s.household_id
  left join verified.household_income as h on h.household_id = i.household_id
  where s.member_count > 0
)
select household_id, 'kinds' as measure, is_costly::integer + has_fallen::integer + is_newly_disabled::integer as value,
       null::double as worst,
       is_screened('医保_就诊结算') and is_screened('残联_持证残疾人') and is_delivered('税务_扣缴明细')
         and unidentified_count = 0 as is_known,
       case when is_costly or has_fallen or is_newly_disabled
            then list_concat(case when is_costly then medical_evidence end, case when has_fallen then income_evidence end,
                             case when is_newly_disabled then disability_evidence end)
            else no_evidence() end as evidence,
       concat_ws('、', case when is_costly then span || '自负医疗费过高' end,
                 case when has_fallen
                      then span || '收入降至上年同期的' || percent(param('deterioration_income_share')) || '以下' end,
                 case when is_newly_disabled
                      then '近' || plain_number(param('new_disability_months')::double) || '个月新增重度残疾' end) as kinds_text
from judged
cross join (select '近' || plain_number(param('deterioration_months')::double) || '个月' as span) as said
