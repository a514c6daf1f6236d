-- 低保分档定额: 照次序第一个符合的一档(月人均收入低于或不超过所定的线、有没有能劳动的成员、所列的事实),按人或按户的数额
with days as (
  select distinct day, is_rural from assessment
),
known as (
  select p.name, p.holds_in_villages as is_rural, p.value, p.valid_from, p.valid_to
  from reference.table_parameter as p
),
classes as (
  select d.day, d.is_rural, k.place, k.label, k.able, k.fact_code, k.per, k.amount_parameter, exact(a.value) as amount_fen,
         k.below_parameter, k.up_to_parameter, exact(b.value) as below_fen, exact(u.value) as up_to_fen
  from days as d
  cross join reference.dibao_class as k
  join known as a
    on a.name = k.amount_parameter and a.is_rural = d.is_rural and holds_on(a.valid_from, a.valid_to, d.day) and a.value is not null
  left join known as b on b.name = k.below_parameter and b.is_rural = d.is_rural and holds_on(b.valid_from, b.valid_to, d.day)
  left join known as u on u.name = k.up_to_parameter and u.is_rural = d.is_rural and holds_on(u.valid_from, u.valid_to, d.day)
),
settings as (
  select day, param_on('working_age_from', day) as age_from, param_on('working_age_to', day) as age_to,
         param_on('working_age_to_women', day) as age_to_women,
         string_split(param_text_on('dibao_class_unable_facts', day), '、') as unable_facts
  from (select distinct day from classes)
),
homes as (
  select a.case_id, a.day, a.is_rural, a.member_count, a.scale, a.counted + a.declared_more + a.ruled as income,
         flatten(list(m.facts)) as facts,
         bool_or(coalesce(m.age >= s.age_from and m.age <= case when m.sex_code = '1' then s.age_to else s.age_to_women end, false)
                 and len(list_filter(s.unable_facts, lambda word: list_contains(m.facts, word))) = 0) as is_able
  from settings as s
  join assessment as a on a.day = s.day
  join seam_member as m on m.case_id = a.case_id
  group by a.case_id, a.day, a.is_rural, a.member_count, a.scale, a.counted, a.declared_more, a.ruled
)
select h.case_id, min_by(k.label, k.place) as label, min_by(k.amount_parameter, k.place) as parameter,
       min_by(k.per, k.place) as per,
       exact(min_by(k.amount_fen * case when k.per = 'person' then h.member_count else 1 end * h.scale, k.place)) as amount
from homes as h
join classes as k on k.day = h.day and k.is_rural = h.is_rural
where (k.below_parameter is null or h.income < k.below_fen * h.member_count * h.scale)
  and (k.up_to_parameter is null or h.income <= k.up_to_fen * h.member_count * h.scale)
  and (k.able is null or h.is_able = (k.able = 'some'))
  and (k.fact_code is null or list_contains(h.facts, k.fact_code))
group by h.case_id
