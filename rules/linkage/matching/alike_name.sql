-- 与持证人姓名只是相近(同音、形近、差一字)、又不是其曾用名的姓名: 所填生日若与证件年份差得多(borrowed_years)、月日也不同,多半是家人借用
select doubtful_name.id_key, name.name_text
from doubtful_name
join name using (name_id)
join holder on holder.id_key = doubtful_name.id_key
join name as own on own.name_id = holder.name_id
anti join known_name on known_name.id_key = doubtful_name.id_key and known_name.name_id = doubtful_name.name_id
anti join conflict on conflict.id_key = doubtful_name.id_key and conflict.name_id = doubtful_name.name_id
where doubtful_name.folded <> own.folded and not name.has_wildcard and not own.has_wildcard
