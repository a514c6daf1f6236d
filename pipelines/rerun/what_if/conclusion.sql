-- 核对结论的迁移(单位: 份)
select coalesce(label_of('programme', b.programme_code), b.programme_code) as "项目",
       coalesce(label_of('conclusion', b.conclusion), b.conclusion) as "原结论",
       coalesce(label_of('conclusion', a.conclusion), a.conclusion) as "设想后", count(*) as "份"
from before.report as b
join after.report as a on a.report_id = b.report_id
where a.conclusion is distinct from b.conclusion
group by b.programme_code, b.conclusion, a.conclusion
order by b.programme_code, b.conclusion, a.conclusion
