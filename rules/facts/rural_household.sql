-- 按农村标准的家庭: 名册写明城乡的照名册(有一名成员是城镇的按城镇),没有写明的看最近一份申请的街道、居委代码是否列为农村
with listed as (
  select m.household_id, bool_and(s.residence_kind = '农村') as is_rural,
         evidence_list(evidence_of('民政_低保成员', s.record_number)) as evidence
  from standardised."民政_低保成员" as s
  join linked.record_link as l on l.record_key = s.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where s.residence_kind is not null and raises_help(l.link_tier)
  group by m.household_id
),
applied as (
  select m.household_id, evidence_of('民政_救助申请', a.application_number) as evidence,
         len(list_filter(string_split(param_text('rural_area_codes'), '、'),
                         lambda x: x <> '' and (starts_with(a.street_code, x) or starts_with(a.committee_code, x)))) > 0
           as is_rural,
         row_number() over (
           partition by m.household_id
           order by a.accepted_date desc nulls last, a.application_number desc nulls last, a.record_key desc) as place
  from standardised."民政_救助申请" as a
  join linked.record_link as l on l.record_key = a.record_key
  join linked.household_member as m on m.person_id = l.person_id
  where raises_help(l.link_tier)
),
judged as (
  select h.household_id,
         coalesce(r.is_rural, case when a.is_rural then true end, param_text('residence_kind_when_unknown') = '农村') as is_rural,
         case when r.evidence is not null then r.evidence when a.is_rural then [a.evidence] else no_evidence() end as evidence
  from linked.household as h
  left join listed as r on r.household_id = h.household_id
  left join applied as a on a.household_id = h.household_id and a.place = 1
)
select household_id, null::varchar as value, null::date as valid_from, null::date as valid_to, true as is_known, evidence
from judged
where is_rural
