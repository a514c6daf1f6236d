-- 姓名对的级别,长名相似者计为“一字形近”
select compare_names.name_a, compare_names.name_b,
    case when long_similar.name_a is not null then 6 else compare_names.name_level end::tinyint as name_level
from compare_names
left join long_similar using (name_a, name_b)
