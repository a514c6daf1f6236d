-- 谁得谁失(单位: 户;得: 金额增加、不再超限或关注等级提高)
select "得失", count(*) as "户"
from household
group by "得失"
order by list_position(['得', '有得有失', '失', '有变'], "得失")
