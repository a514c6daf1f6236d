-- 存疑的记录: 可能是这名成员的、还没有定下来的记录,金额空缺或状态认不得的记录。有这样的记录,就不能说“没有”
with members as (
  select distinct m.person_id, bare_name(i.name_text) as bare_name, i.birth_date, i.id_number,
         i.sex_code
  from verified.report_member as m
  join verified.report_case as c on c.report_id = m.report_id
  left join linked.identity as i on i.person_id = m.person_id
  where m.is_counted and c.case_state = 'open'
),
unsettled as (
  select l.record_key, l.extract, l.person_id, l.link_tier,
         bare_name(r.name_text) as bare_name, r.birth_date, r.id_number, r.id_text, r.id_status
  from linked.record_link as l
  join standardised.record as r on r.record_key = l.record_key
  where l.link_tier in ('L0', 'L2')
    and l.extract in (select extract from reference.item_extract where not is_beside)
),
namesake as (
  -- 同名同性别、同年出生、证件号同一地的另一人
  select m.person_id, o.person_id as other_id
  from members as m
  join linked.identity as o
    on bare_name(o.name_text) = m.bare_name and o.sex_code = m.sex_code and year(o.birth_date) = year(m.birth_date)
   and area_of(o.id_number) = area_of(m.id_number)
  where m.person_id <> o.person_id
),
renumbered as (
  -- 两人之一不在户籍里: 多半是同一人换号前后的两个证件号
  select n.person_id, n.other_id
  from namesake as n
  join linked.person as p on p.person_id = n.other_id
  join linked.person as q on q.person_id = n.person_id
  where not (p.is_registered and q.is_registered)
),
alike as (
  select m.person_id, u.extract
  from unsettled as u
  join members as m on m.bare_name = u.bare_name
  where m.person_id <> u.person_id
    and coalesce(m.birth_date = u.birth_date, true)
    -- 只有抄错一两位的证件号能说明不是这个人;空缺、凑数、截断、遮盖的什么都说明不了
    and case when u.id_status not in ('bad_checksum', 'bad_date') or m.id_number is null
                  or length(u.id_text) <> length(m.id_number) then true
             else alike_places(m.id_number, u.id_text) >= param('alike_positions') end
  union all
  select m.person_id, u.extract
  from unsettled as u
  join members as m on m.person_id = u.person_id
  where u.link_tier = 'L2'
  union all
  -- 没有证件号,姓名三字以上,不同的只有中间一个字: 可能是写错了字
  select m.person_id, u.extract
  from unsettled as u
  join members as m
    on left(m.bare_name, 1) = left(u.bare_name, 1) and right(m.bare_name, 1) = right(u.bare_name, 1)
   and length(m.bare_name) = length(u.bare_name)
  where u.link_tier = 'L0' and u.id_text is null and coalesce(m.birth_date = u.birth_date, true)
    and length(m.bare_name) - 1 > 1 and alike_places(m.bare_name, u.bare_name) = length(m.bare_name) - 1
  union all
  -- 不同的只有末一个字的
  select m.person_id, u.extract
  from unsettled as u
  join members as m
    on left(m.bare_name, length(m.bare_name) - 1) = left(u.bare_name, length(u.bare_name) - 1)
   and length(m.bare_name) = length(u.bare_name)
  where u.link_tier = 'L0' and u.id_text is null and coalesce(m.birth_date = u.birth_date, true)
    and length(m.bare_name) - 1 > 1 and m.bare_name <> u.bare_name
  union all
  -- 写着这名成员的证件号而没有归给他的
  select m.person_id, u.extract
  from unsettled as u
  join members as m on m.id_number = u.id_number
  where m.person_id <> u.person_id
  union all
  select r.person_id, l.extract
  from renumbered as r
  join linked.record_link as l on l.person_id = r.other_id
  where l.extract in (select extract from reference.item_extract where not is_beside)
),
unread as (
  -- 确是他的,金额空缺或状态、用途不认得: 有没有、有多少都说不准
  select m.person_id, e.item_code
  from verified.person_evidence as e
  join members as m on m.person_id = e.person_id
  where e.reason_not_counted in ('no_amount', 'unknown_status', 'unknown_use')
)
select a.person_id, x.item_code
from alike as a
join reference.item_extract as x on x.extract = a.extract and not x.is_beside
union
select person_id, item_code from unread
