-- 请人裁定的成对记录: 存疑的与候选之人(没有候选的与所归之人)的一条记录对照,先户籍,再凭证件号归入的
with doubt as (
  select r.review_place, r.extract, r.record_number, coalesce(r.candidate_person_id, r.person_id) as other_person_id
  from queue as r
  where r.sample_number is null and r.record_number is not null
),
shown as (
  select l.person_id, l.extract as extract_b, l.record_number as record_number_b,
         row_number() over (
           partition by l.person_id
           order by l.extract = '公安_户籍人口' desc, l.link_tier = 'L1' desc, l.extract, l.record_number, l.record_key
         ) as place
  from linked.record_link as l
  where l.record_number is not null and l.person_id in (select other_person_id from doubt)
  qualify place <= 2
),
other_record as (
  select d.review_place, s.extract_b, s.record_number_b
  from doubt as d
  join shown as s on s.person_id = d.other_person_id
    and (s.extract_b, s.record_number_b) <> (d.extract, d.record_number)
  qualify row_number() over (partition by d.review_place order by s.place) = 1
)
select r.review_place, r.sample_number, r.reason_label, r.extract, r.record_number,
       coalesce(r.extract_b, o.extract_b) as extract_b, coalesce(r.record_number_b, o.record_number_b) as record_number_b
from queue as r
left join other_record as o on o.review_place = r.review_place
where coalesce(r.record_number_b, o.record_number_b) is not null
qualify row_number() over (
  partition by least(r.extract || '#' || r.record_number, coalesce(r.extract_b || '#' || r.record_number_b, o.extract_b || '#' || o.record_number_b)),
               greatest(r.extract || '#' || r.record_number, coalesce(r.extract_b || '#' || r.record_number_b, o.extract_b || '#' || o.record_number_b))
  order by r.sample_number is null, r.review_place
) = 1
