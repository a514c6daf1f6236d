-- 候选中证件号写满了位数而不合规的: 与持证人的号码逐字相比
select candidate.q, candidate.e, profile.id_digits
from candidate
join profile using (q)
where profile.id_digits is not null and candidate.e > 0
order by candidate.q, candidate.e
