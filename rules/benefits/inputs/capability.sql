-- 成员的情况: 年龄、残疾、大病、有无劳动能力、有无业、赡养人有无能力;查不到的是未知
with people as (
  select distinct person_id from subject_member
),
said as (
  select f.person_id, bool_or(f.fact_code = 'severe_disability' and f.is_known) as is_severe,
         bool_or(f.fact_code = 'severe_disability' and not f.is_known) as is_severity_unknown,
         bool_or(f.fact_code = 'serious_illness' and f.is_known) as is_ill,
         bool_or(f.fact_code = 'disability') as is_disabled,
         bool_or(f.fact_code = 'disability' and f.is_known
                 and in_list('tekun_disabilities', f.value)) as is_tekun_disabled,
         bool_or(f.fact_code = 'disability' and starts_with(f.value, '多重')) as is_kind_hidden,
         bool_or(f.fact_code in ('contributing', 'employment_registered') and f.is_known) as is_contributing,
         bool_or(f.fact_code = 'retired' and f.is_known) as is_retired,
         bool_or(f.fact_code = 'studying' and f.is_known) as is_studying
  from verified.fact as f
  join people as p on p.person_id = f.person_id
  where coalesce(f.valid_to >= as_of(), true)
  group by f.person_id
),
supporter as (
  select i.person_id, bool_or(s.ability in ('有', '部分')) as is_able, bool_or(s.ability is null) as is_unknown,
         evidence_list(evidence_of('民政_赡养人', s.record_number)) as evidence
  from standardised."民政_赡养人" as s
  join linked.identity as i on i.id_number = s.dependant_id_number
  join people as p on p.person_id = i.person_id
  group by i.person_id
),
told as (
  select p.person_id, age_on(i.birth_date, as_of()) as age, i.sex_code, i.id_number is not null as is_identified,
         case when s.is_severe then true when s.is_severity_unknown or not is_screened('残联_持证残疾人') then null
              else i.id_number is not null or null end as severe_known,
         coalesce(s.is_severe, false) as is_severe, coalesce(s.is_ill, false) as is_ill,
         coalesce(s.is_disabled, false) as is_disabled, coalesce(s.is_tekun_disabled, false) as is_tekun_disabled,
         coalesce(s.is_kind_hidden, false) as is_kind_hidden, coalesce(s.is_contributing, false) as is_contributing,
         coalesce(s.is_retired, false) as is_retired, coalesce(s.is_studying, false) as is_studying,
         case when u.person_id is null then null when u.is_able then false when u.is_unknown then null
              else true end as is_without_supporter,
         u.evidence as supporter_evidence
  from people as p
  left join linked.identity as i on i.person_id = p.person_id
  left join said as s on s.person_id = p.person_id
  left join supporter as u on u.person_id = p.person_id
)
select person_id, age, sex_code, is_identified, is_ill, case when is_ill then true end as is_known_ill,
       case when is_disabled then true when severe_known is null then null else false end as is_known_disabled,
       case when is_contributing or is_retired or is_studying then false
            when is_screened('人社_参保缴费') and is_identified then true end as is_known_jobless, is_disabled, is_kind_hidden, is_contributing, is_retired,
       is_studying, is_without_supporter, supporter_evidence,
       case when is_severe then true when severe_known is null then null else false end as is_severely_disabled,
       case when is_tekun_disabled or age >= param('tekun_elderly_age') or age < param('tekun_child_age') then true
            when age is null or is_kind_hidden or severe_known is null then null else false end as has_no_labour
from told
