-- 存疑的记录: 可能是这名成员的、还没有定下来的记录。有这样的记录,就不能说“没有”
with members as (
  select distinct m.person_id, regexp_replace(i.name_text, '[·•‧・.\s]', '', 'g') as bare_name, i.birth_date, i.id_number
  from verified.report_member as m
  join verified.report_case as c on c.report_id = m.report_id
  left join linked.identity as i on i.person_id = m.person_id
  where m.is_counted and c.case_state = 'open'
),
unsettled as (
  select l.record_key, l.extract, l.person_id, l.link_tier,
         regexp_replace(r.name_text, '[·•‧・.\s]', '', 'g') as bare_name, r.birth_date, r.id_number, r.id_text, r.id_status
  from linked.record_link as l
  join standardised.record as r on r.record_key = l.record_key
  where l.link_tier in ('L0', 'L2')
    and l.extract in (select extract from reference.item_extract where not is_beside)
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
             else len(list_filter(range(1, length(m.id_number) + 1), lambda place:
                        substr(u.id_text, place, 1) = substr(m.id_number, place, 1))) >= param('alike_positions') end
  union all
  select m.person_id, u.extract
  from unsettled as u
  join members as m on m.person_id = u.person_id
  where u.link_tier = 'L2'
  union all
  -- 写着这名成员的证件号而没有归给他的
  select m.person_id, u.extract
  from unsettled as u
  join members as m on m.id_number = u.id_number
  where m.person_id <> u.person_id
)
select distinct a.person_id, x.item_code
from alike as a
join reference.item_extract as x on x.extract = a.extract and not x.is_beside
