-- 每户另计的部分,只有少数家庭有: 按规定核算的劳动收入、申报的工资所减去的、按补差额几成的增发
select case_id, exact(sum(imputed)) as imputed, count(*) filter (where imputed > 0) as imputed_count,
       exact(sum(spared_of_stated)) as spared_of_stated, exact(sum(spared_beyond)) as spared_beyond,
       case when count(difference_share) > 0 then sum(difference_share)::decimal(9, 4) else 0 end as difference_share,
       case when count(whole_share) > 0 then sum(whole_share)::decimal(9, 4) else 0 end as whole_share
from assessed_member
where has_more
group by case_id
