-- 自测与估计的抽样: 每多少个证件号取一个
select greatest(1, count(distinct id_key) // (select sample_size from threshold))::ubigint as one_in
from id_name
