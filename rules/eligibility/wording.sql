-- 条件的说明写上数与限: 同样的条件、结论与数只写一次
select t.condition_number, t.verdict, t.value_shown,
       replace(replace(case t.verdict when 'met' then c.met when 'not_met' then c.not_met else c.unknown end,
                       '{value}', coalesce(t.value_shown, '不详')), '{limit}', coalesce(c.limit_text, '不详')) as sentence
from (select distinct condition_number, verdict, value_shown from told_condition) as t
join condition as c on c.condition_number = t.condition_number
