-- 不说谎的词汇: 缺失不等于零,比率要有分母,日期不看钟表
create or replace macro param(parameter_name) as (
  select case when count(*) = 0 then error('参数不存在: ' || parameter_name) else max(value) end
  from reference.parameter_in_force where name = parameter_name);
create or replace macro param_text(parameter_name) as (
  select case when count(*) = 0 then error('参数不存在: ' || parameter_name) else max(text_value) end
  from reference.parameter_in_force where name = parameter_name);
-- 以顿号相连的词里、列表参数里有没有这个词
create or replace macro is_listed(listed, word) as (list_contains(string_split(listed, '、'), word));
create or replace macro in_list(parameter_name, word) as (is_listed(param_text(parameter_name), word));
create or replace macro is_open_alert(status) as (status in ('generated', 'merged', 'dispatched', 'visited'));
create or replace macro awaits_visit(status) as (status in ('generated', 'merged', 'dispatched'));
create or replace macro as_of() as (select max(as_of) from reference.run);
create or replace macro anchor_month() as (select max(anchor_month) from reference.run);
create or replace macro is_delivered(extract_name) as (
  select coalesce(bool_or(is_delivered), false) from reference.extract where extract = extract_name);
-- 可用于筛查的提取人人可读;只为核对送来的,须逐人授权
create or replace macro may_screen(extract_name) as (
  select coalesce(bool_or(list_contains(purposes, 'screening')), false) from reference.extract
  where extract = extract_name);
create or replace macro code_of(list_name, word_text) as (
  select max(code) from reference.code_word where list = list_name and word = word_text);
create or replace macro label_of(list_name, code_text) as (
  select max(label) from reference.code where list = list_name and code = code_text);
-- 有一个缺失,合计即缺失
create or replace macro complete_sum(x) as (case when count(*) = count(x) and count(*) > 0 then sum(x)::bigint end);
-- 已知部分之和;一个都不知道,则不知道
create or replace macro known_sum(x) as (case when count(x) > 0 then sum(x)::bigint end);
create or replace macro at_least_zero(x) as (case when x < 0 then 0 else x end);
create or replace macro at_most(x, ceiling) as (case when x is null or ceiling is null then null when x > ceiling then ceiling else x end);
create or replace macro larger(a, b) as (case when a is null or b is null then null when a >= b then a else b end);
create or replace macro smaller(a, b) as (case when a is null or b is null then null when a <= b then a else b end);
-- 分母为零或缺失,则无比率
create or replace macro share(part, whole) as (case when whole > 0 then part::double / whole::double end);
-- 四舍五入到分,半数远离零;全系统唯一的舍入
create or replace macro to_fen(numerator, denominator) as (
  case when denominator is null or denominator = 0 then null
       when numerator >= 0 then ((numerator * 2 + denominator) // (denominator * 2))::bigint
       else (-((-numerator * 2 + denominator) // (denominator * 2)))::bigint end);
create or replace macro age_on(birth_date, day) as (
  case when birth_date <= day then date_sub('year', birth_date::date, day::date) end);
create or replace macro month_of(day) as (strftime(day, '%Y-%m'));
create or replace macro first_day(month) as (strptime(month || '-01', '%Y-%m-%d')::date);
create or replace macro month_shift(month, months) as (
  strftime(first_day(month) + to_months(months::integer), '%Y-%m'));
create or replace macro months_between(earlier, later) as (
  date_diff('month', first_day(earlier), first_day(later)));
create or replace macro days_before(day, days) as ((day - to_days(days::integer))::date);
create or replace macro evidence_of(extract_name, number_text) as (extract_name || '#' || coalesce(number_text, '无记录号'));
create or replace macro evidence_list(x) as (list_sort(list_distinct(list(x) filter (where x is not null))));
create or replace macro no_evidence() as ([]::varchar[]);
create or replace macro yuan(fen) as (
  case when fen < 0 then '-' else '' end || format('{:,}.{:02d}', abs(fen::bigint) // 100, abs(fen::bigint) % 100));
create or replace macro percent(ratio) as (format('{:.1f}%', ratio * 100));
-- 去掉浮点尾噪: 比率保留十二位小数
create or replace macro round_ratio(x) as (round(x, 12));
-- 12个完整月的窗口: 截至锚定月;按年送达的总额看最近一个已满的年度
create or replace macro window_start() as (month_shift(anchor_month(), -11));
create or replace macro window_year() as (
  case when anchor_month() like '%-12' then left(anchor_month(), 4)::integer else left(anchor_month(), 4)::integer - 1 end);
create or replace macro last_day_of(month) as (last_day(first_day(month)));
create or replace macro months_before(day, months) as ((day - to_months(months::integer))::date);
-- 起止日缺失视为不限;两端都含
create or replace macro holds_on(valid_from, valid_to, day) as (
  coalesce(valid_from <= day, true) and coalesce(valid_to >= day, true));
-- 只有 L1 与 L3 的记录可以说明困难;只有 L1 的记录可以引出不利问题
create or replace macro raises_help(tier) as (coalesce(tier in ('L1', 'L3'), false));
create or replace macro is_proven(tier) as (coalesce(tier = 'L1', false));
-- 调查答复里的元,读作分;读不出的是缺失
-- 手写的数: 全角、货币符号、单位与千分位都认,别的不猜
create or replace macro half_width(written) as (
  regexp_replace(translate(written, '０１２３４５６７８９．，－＋　', '0123456789.,-+ '), '\s|^''', '', 'g'));
create or replace macro number_of(written) as (
  regexp_replace(
    case when regexp_full_match(half_width(written), '[+-]?[¥￥]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?(元整|元)?')
         then replace(half_width(written), ',', '') else half_width(written) end,
    '[¥￥]|(元整|元|[人个套辆户家处])$', '', 'g'));
create or replace macro fen_of(yuan_text) as ((try_cast(number_of(yuan_text) as decimal(18, 2)) * 100)::bigint);
create or replace macro count_of(written) as (
  case when regexp_full_match(number_of(written), '[0-9]+(\.0*)?') then try_cast(number_of(written) as bigint) end);
-- 逐项写在一格里的词,用顿号、逗号、分号、斜线或空白隔开
create or replace macro words_of(written) as (
  list_filter(regexp_split_to_array(written, '[、,，;；/\s　]+'), lambda x: x <> ''));
-- 写进句子里的数: 缺失仍是缺失
create or replace macro yuan_text(fen) as (
  case when fen < 0 then '-' else '' end || format('{:,}', abs(fen::bigint) // 100)
  || case when fen::bigint % 100 = 0 then '' else format('.{:02d}', abs(fen::bigint) % 100) end);
create or replace macro plain_number(x) as (
  case when x = round(x) then x::bigint::varchar else format('{:.2f}', x) end);
create or replace macro day_text(day) as (strftime(day, '%Y年%-m月%-d日'));
-- 从一日到另一日过了几个月,不满一月按一月计
create or replace macro months_since(earlier, later) as (
  case when earlier <= later
       then date_sub('month', earlier::date, later::date)
            + case when (earlier + to_months(date_sub('month', earlier::date, later::date)::integer))::date < later then 1 else 0 end
  end);
-- 查过而没有记录,也是依据
create or replace macro silence_of(extract_name) as (extract_name || '#无记录');
-- 送达了,而且可用于筛查: 没有记录才说明没有
create or replace macro is_screened(extract_name) as (is_delivered(extract_name) and may_screen(extract_name));
-- 某一日的参数: 当日未设的为缺失,没有这个参数则报错
create or replace macro param_on(parameter_name, day) as (
  select case when count(*) = 0 then error('参数不存在: ' || parameter_name)
              else max(value) filter (where valid_from <= day and coalesce(valid_to >= day, true)) end
  from reference.parameter where name = parameter_name);
-- 城镇与农村各有其数的(名称后加 _rural,或由这样的参数算出),按户所在取
create or replace macro param_at(parameter_name, day, rural) as (
  select case when count(*) = 0 then error('参数不存在: ' || parameter_name)
              else max(value) filter (where valid_from <= day and coalesce(valid_to >= day, true)) end
  from reference.residence_parameter where name = parameter_name and holds_in_villages = rural);
create or replace macro param_text_on(parameter_name, day) as (
  select case when count(*) = 0 then error('参数不存在: ' || parameter_name)
              else max(text_value) filter (where valid_from <= day and coalesce(valid_to >= day, true)) end
  from reference.parameter where name = parameter_name);
-- 分步参数在某一日、某一步的数;超出列出步数的取末步
create or replace macro param_step_on(parameter_name, step, day) as (
  select case when count(*) = 0 then error('参数不是分步的: ' || parameter_name)
              else max_by(value, step_number) filter (
                where step_number <= step and valid_from <= day and coalesce(valid_to >= day, true)) end
  from reference.parameter_step where name = parameter_name);
-- 一年的支出可以扣减多少: 超过起扣线的部分按几成,不超过上限;没有设的线(缺失)不看
create or replace macro deductible_of(spent, floor_line, part, cap) as (
  case when floor_line is not null and spent <= floor_line then 0
       when cap is not null and (case when floor_line is null then spent else spent - floor_line end) * part > cap then cap
       else (case when floor_line is null then spent else spent - floor_line end) * part end);
-- 金额以最小份数精确累计,只在最后按名称舍入到单位: half_up 四舍五入,up 进一,down 舍去
create or replace macro rounded_to(parts, per_unit, mode) as (
  case when parts is null or per_unit is null or per_unit = 0 then null
       when mode = 'up' then (((parts * 10000)::hugeint + per_unit::hugeint * 10000 - 1) // (per_unit::hugeint * 10000))::bigint
       when mode = 'down' then ((parts * 10000)::hugeint // (per_unit::hugeint * 10000))::bigint
       when mode = 'half_up' then (((parts * 10000)::hugeint * 2 + per_unit::hugeint * 10000) // (per_unit::hugeint * 20000))::bigint
       else error('舍入方式不存在: ' || mode) end);
create or replace macro exact(parts) as (parts::decimal(28, 4));
-- 精确数按份均分,舍到小数四位(不到一分的万分之一)
create or replace macro divided(parts, count) as (
  (((parts * 10000)::hugeint // count::hugeint)::decimal(28, 0) * 0.0001::decimal(5, 4))::decimal(28, 4));
-- 姓名去掉间隔号与空格,只用来比是不是同一个名字
create or replace macro bare_name(name_text) as (regexp_replace(name_text, '[·•‧・.\s]', '', 'g'));
create or replace macro year_of(month) as (left(month, 4));
-- 证件号的前六位: 首次登记地
create or replace macro area_of(id_number) as (left(id_number, 6));
-- 两段文字有几个位置的字相同
create or replace macro alike_places(one, other) as (
  len(list_filter(range(1, length(one) + 1), lambda place: substr(one, place, 1) = substr(other, place, 1))));
