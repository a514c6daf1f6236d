-- 链接裁定: 两条记录各写了什么;乙没有写的,取其人别处所知
with named as (
  select extract, record_number from link_pair union select extract_b, record_number_b from link_pair
),
record as (
  select r.extract, r.record_number, r.name_text, coalesce(r.id_number, r.id_text) as id_text,
         strftime(r.birth_date, '%Y-%m-%d') as birth_date, r.sex_code, r.phone, r.address, l.person_id, f.first_key
  from standardised.record as r
  join named as n on n.extract = r.extract and n.record_number = r.record_number
  join linked.record_link as l on l.record_key = r.record_key
  left join linked.link_residual as f on f.record_key = r.record_key
  qualify row_number() over (partition by r.extract, r.record_number order by r.record_key) = 1
)
select coalesce(p.sample_number, 'D' || (select max(batch) from reference.run) || '-' || p.review_place) as "裁定编号",
       p.extract as "甲来源", p.record_number as "甲记录号", p.extract_b as "乙来源", p.record_number_b as "乙记录号",
       p.reason_label as "缘由", a.name_text as "甲姓名", b.name_text as "乙姓名", a.id_text as "甲证件号",
       b.id_text as "乙证件号", a.birth_date as "甲出生日期",
       coalesce(b.birth_date, strftime(i.birth_date, '%Y-%m-%d')) as "乙出生日期", x.label as "甲性别",
       coalesce(y.label, z.label) as "乙性别", a.phone as "甲电话", coalesce(b.phone, i.phone) as "乙电话",
       a.address as "甲地址", coalesce(b.address, i.address) as "乙地址", c.pattern, c.is_same_household
from link_pair as p
join record as a on a.extract = p.extract and a.record_number = p.record_number
join record as b on b.extract = p.extract_b and b.record_number = p.record_number_b
left join linked.identity as i on i.person_id = b.person_id and i.person_id <> a.person_id
left join linked.link_candidate as c on c.first_key = a.first_key and c.candidate_person_id = b.person_id
left join reference.code as x on x.list = 'sex' and x.code = a.sex_code and x.code in ('1', '2')
left join reference.code as y on y.list = 'sex' and y.code = b.sex_code and y.code in ('1', '2')
left join reference.code as z on z.list = 'sex' and z.code = i.sex_code and z.code in ('1', '2')
order by p.review_place
