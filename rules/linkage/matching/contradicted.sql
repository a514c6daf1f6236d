-- 有证件号而证件号不足为凭的记录
select residual.record_key
from residual
left join conflict on conflict.is_placeholder and conflict.name_text = residual.name_text
where residual.kind <> 0 or conflict.name_text is not null
