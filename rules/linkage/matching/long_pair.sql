-- 逐字说不清的长名对,留给 RapidFuzz
select compare_names.name_a, compare_names.name_b, a.folded_text as text_a, b.folded_text as text_b
from compare_names
join name as a on a.name_id = compare_names.name_a
join name as b on b.name_id = compare_names.name_b
where compare_names.name_level < 4 and a.is_long and b.is_long and not a.has_wildcard and not b.has_wildcard
