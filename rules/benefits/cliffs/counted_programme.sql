-- 悬崖计入哪些待遇: 基本生活待遇只取其一,另加的可以同时享受
select unnest(string_split(param_text('cliff_living_programmes'), '、')) as programme_code, true as is_living
union
select unnest(string_split(param_text('cliff_added_programmes'), '、')) as programme_code, false as is_living
