-- 抽样: 每档所抽与“对数 x 预期离散”成比例,档内按来源分层;每层按密钥与批次定下的次序取前几对,同批裁定过的仍占其位
with every_pair as (
    select band_place, extract, false as is_answered from pair_of_record
    union all
    select band_place, extract, true from sample_answer where is_of_this_batch
),
band as (
    select every_pair.band_place, count(*) as pairs, any_value(review_band.spread) * count(*) as weight
    from every_pair
    join review_band using (band_place)
    group by every_pair.band_place
),
wanted as (
    select band_place, pairs, (select pairs from review_size) * weight / sum(weight) over () / pairs as ratio from band
),
source as (
    select
        every_pair.band_place, every_pair.extract,
        if(any_value(wanted.ratio) * count(*) >= (select own_stratum from review_size), every_pair.extract, '') as stratum
    from every_pair
    join wanted using (band_place)
    group by every_pair.band_place, every_pair.extract
),
stratum as (
    select
        source.band_place, source.stratum, count(*) as pairs, count(*) filter (where every_pair.is_answered) as answered,
        least(count(*), greatest((select least from review_size), ceil(any_value(wanted.ratio) * count(*))))::bigint as drawn
    from every_pair
    join source using (band_place, extract)
    join wanted using (band_place)
    where (select pairs from review_size) > 0
    group by source.band_place, source.stratum
),
ordered as (
    select
        pair_of_record.*, stratum.pairs, stratum.drawn, stratum.answered,
        md5(concat_ws('|', (select salt from review_size), extract, record_number, extract_b, record_number_b)) as lot,
        row_number() over (
            partition by pair_of_record.band_place, source.stratum
            order by md5(concat_ws('|', (select salt from review_size), extract, record_number, extract_b, record_number_b)),
            record_key, candidate_person_id
        ) as turn
    from pair_of_record
    join source using (band_place, extract)
    join stratum using (band_place, stratum)
)
select
    *,
    -- 从上往下做到哪里都是一个样本: 各层先来一对,再交错
    row_number() over (order by (turn + answered - 1) / drawn, lot, record_key, candidate_person_id)::integer as sample_place
from ordered
where turn <= drawn - answered
