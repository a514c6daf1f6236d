-- 链接质量: 估计值与 95% 区间(自测与人工复核各一份);全体的与下限相比,区间上限也不到下限才算过低
with compared as (
    select
        *,
        case
            when group_kind = 'all' and measure_code = 'precision' then param('link_precision_floor')
            when group_kind = 'all' then param('link_recall_floor')
        end::double as floor_ratio
    from estimate
)
select
    source_code, measure_code, group_kind, group_code,
    case group_kind
        when 'all' then '全体'
        when 'extract' then group_code
        when 'sex' then label_of('sex', group_code)
        when 'age_band' then case group_code
            when 'child' then '不满' || param('child_age')::integer || '周岁'
            when 'adult' then param('child_age')::integer || '周岁以上、不满' || param('elderly_age')::integer || '周岁'
            else param('elderly_age')::integer || '周岁以上' end
        else if(group_code = 'yes', '', '非') || label_of('quality_group', group_kind)
    end as group_label,
    rate, rate_low, rate_high, tested_count, record_count, floor_ratio,
    coalesce(rate_high < floor_ratio, false) as is_below_floor
from compared
