-- 重度残疾: 任何类别一级、二级,或智力、精神三级;多重残疾按等级认
with certificate as (
  select l.person_id, s.disability_kind, s.disability_level, s.issued_date,
         evidence_of('残联_持证残疾人', s.record_number) as evidence,
         case when s.disability_level in ('一级', '二级') then true
              when s.disability_level = '三级' then s.disability_kind in ('智力', '精神')
              when s.disability_level = '四级' then false
         end as is_severe
  from standardised."残联_持证残疾人" as s
  join linked.record_link as l on l.record_key = s.record_key
  where raises_help(l.link_tier) and holds_on(s.issued_date, null, as_of())
)
select c.person_id, c.disability_kind || c.disability_level as value, c.issued_date as valid_from,
       null::date as valid_to, c.is_severe is not null as is_known, evidence_list(c.evidence) as evidence
from certificate as c
where c.is_severe or c.is_severe is null
group by c.person_id, c.disability_kind, c.disability_level, c.issued_date, c.is_severe
