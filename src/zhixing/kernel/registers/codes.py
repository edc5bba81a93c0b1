"""What registers and the trail can refuse or find."""

from zhixing.foundation.issues import declare

TRAIL_GAP = declare(
    "registers.trail-gap",
    zh="留痕缺号：应为第 {expected} 条，遇到第 {found} 条",
    en="the trail lacks an event: expected number {expected}, found {found}",
    fix_zh="与备份或先前导出的留痕对照，找回缺的一段",
    fix_en="compare with a backup or an earlier export and find what is missing",
    audience="auditor",
)
TRAIL_CUT = declare(
    "registers.trail-cut",
    zh="第 {number} 条与前一条接不上：它记下的前一条印记不是前一条的印记",
    en="event {number} does not follow the one before it: the seal it remembers is another one",
    fix_zh="前一条被改过、换过或删过；与先前的导出对照",
    fix_en="the one before it was changed, exchanged or removed; compare with an earlier export",
    audience="auditor",
)
TRAIL_CHANGED = declare(
    "registers.trail-changed",
    zh="第 {number} 条（{who}，{act}）被改过：内容与印记不符",
    en="event {number} ({who}, {act}) was changed: its content does not match its seal",
    fix_zh="与先前的导出对照，查明谁能写数据库",
    fix_en="compare with an earlier export and find out who can write to the database",
    audience="auditor",
)
UNKNOWN_ACT = declare(
    "registers.unknown-act",
    zh="台账“{register}”没有“{act}”这个操作",
    en="the register {register} has no act {act}",
    fix_zh="可用的操作：{known}",
    fix_en="its acts: {known}",
    audience="county officer",
)
WRONG_STATE = declare(
    "registers.wrong-state",
    zh="“{entry}”现为“{state}”，不能“{act}”",
    en="{entry} is in the state {state_en} and cannot be moved by {act_en}",
    fix_zh="这一操作只用于：{sources}",
    fix_en="this act applies to: {sources}",
    audience="county officer",
)
FIELD_NOT_SET = declare(
    "registers.field-not-set",
    zh="“{act}”不能写字段“{field}”",
    en="the act {act} may not write the field {field}",
    fix_zh="可写的字段：{known}",
    fix_en="it may write: {known}",
    audience="county officer",
)
FIELD_NEEDED = declare(
    "registers.field-needed",
    zh="“{act}”需要字段“{field}”",
    en="the act {act} needs the field {field}",
    fix_zh="填上再办",
    fix_en="fill it in and try again",
    audience="county officer",
)
EVIDENCE_NEEDED = declare(
    "registers.evidence-needed",
    zh="“{act}”需要附件“{piece}”",
    en="the act {act} needs the evidence {piece!r}",
    fix_zh="附上文件再办",
    fix_en="attach the file and try again",
    audience="county officer",
)
REASON_NEEDED = declare(
    "registers.reason-needed",
    zh="“{act}”需要说明理由",
    en="the act {act} needs a reason",
    fix_zh="写明理由再办",
    fix_en="state the reason and try again",
    audience="county officer",
)
KEY_TAKEN = declare(
    "registers.key-taken",
    zh="台账“{register}”里已有相同的一条：{key}（{other}）",
    en="the register {register} has this entry already: {key} ({other})",
    fix_zh="在已有的那条上办理，不要重复登记",
    fix_en="act on the entry that is there instead of opening another",
    audience="county officer",
)
DAY_OUT_OF_ORDER = declare(
    "registers.day-out-of-order",
    zh="生效日 {day} 不对：不能晚于今天 {today}，也不能早于上一步的 {last}",
    en="the day {day} cannot be: not after today, {today}, and not before the last step, {last}",
    fix_zh="改生效日",
    fix_en="give another day",
    audience="county officer",
)
NO_WALK = declare(
    "registers.no-walk",
    zh="台账“{register}”没有走到 {states} 的合成条目：{last}",
    en="no synthetic entry of the register {register} got to {states}: {last}",
    fix_zh="看这些操作的条件能不能同时满足",
    fix_en="see whether the conditions of these acts can be met together",
)
