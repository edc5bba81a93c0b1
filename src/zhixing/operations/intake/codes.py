"""What the intake can refuse."""

from zhixing.foundation.issues import Severity, declare

NO_FORM = declare(
    "intake.no-form",
    zh="方案里没有报送表或数据集“{name}”",
    en="the plan has no form or dataset {name}",
    fix_zh="现有报送表：{known}",
    fix_en="it has these forms: {known}",
    audience="county officer",
)
NO_PERIOD = declare(
    "intake.no-period",
    zh="“{text}”不是时期",
    en="'{text}' is not a period",
    fix_zh="写成 2018、2018Q1 或 2018Q1..2018Q2",
    fix_en="write it as 2018, 2018Q1 or 2018Q1..2018Q2",
    audience="county officer",
)
NO_PLACE = declare(
    "intake.no-place",
    zh="方案里没有地区“{text}”",
    en="the plan has no place {text}",
    fix_zh="写六位区划代码或全名",
    fix_en="write the six-digit code or the whole name",
    audience="county officer",
)
COLUMN_OF_OTHERS = declare(
    "intake.column-of-others",
    zh="“{title}”由{supplier}提供，不由{who}报送",
    en="'{title}' is supplied by {supplier_en}, not filed by {who}",
    fix_zh="从文件里去掉这一列再报",
    fix_en="leave this column out of the file",
    audience="department liaison",
)
ROW_ELSEWHERE = declare(
    "intake.row-elsewhere",
    zh="这一行属于{home}，不在报送地区{place}之内",
    en="this row belongs to {home}, outside the place of the submission, {place}",
    fix_zh="从文件里去掉这一行，由所在地报送；确已迁入的，先由原地更正",
    fix_en="leave the row to the place it belongs to; what has moved is corrected there first",
    audience="county officer",
)
ROW_OF_OTHERS = declare(
    "intake.row-of-others",
    zh="这一行是{enterprise}的，不是报送企业的",
    en="this row is of {enterprise}, not of the firm that files",
    fix_zh="企业只报自己的数",
    fix_en="a firm files its own figures only",
    audience="enterprise",
)
ROW_OF_OTHER_PERIOD = declare(
    "intake.row-of-other-period",
    zh="这一行的时期是 {found}，报送的是 {period}",
    en="this row is of {found}; the submission is of {period}",
    fix_zh="分开报送，或改正时期",
    fix_en="file it apart, or correct the period",
    audience="county officer",
)
SENT_ELSEWHERE = declare(
    "intake.sent-elsewhere",
    zh="这张表发出时带有 {count} 行不属于报送地区{place}的数据",
    en="the form was sent with {count} rows outside the place of the submission, {place}",
    fix_zh="用发给本地区的表填报",
    fix_en="fill in the form that was made for this place",
    audience="county officer",
)
OTHER_DATASET = declare(
    "intake.other-dataset",
    zh="这张表发出时是“{found}”的，报送的是“{wanted}”",
    en="the form was sent for {found}; the submission is of {wanted}",
    fix_zh="选对报送表，或用对应的表填报",
    fix_en="name the right form, or fill in the form that belongs to it",
    audience="county officer",
)
UNDER_WAY = declare(
    "intake.under-way",
    zh="同一报送已有第 {entry} 号，现为“{state}”，不能直接换文件",
    en="entry {entry} holds this submission and is {state_en}: its file cannot be exchanged now",
    fix_zh="先由有权的人退回或凭理由重新打开，再报更正后的文件",
    fix_en="have it returned, or reopened with a reason, and file the corrected figures then",
    audience="county officer",
)
ROWS_LEFT_OUT = declare(
    "intake.rows-left-out",
    zh="前一份文件可收的 {count} 行不在这一份里；换了文件，它们就不再报送",
    en="{count} rows that the file before this one brought are not in this one, which takes its place",
    fix_zh="把它们和更正的行放在同一份文件里再报；确不再报的可不管",
    fix_en="put them into one file with the corrected rows; nothing to do if they are meant to go",
    severity=Severity.WARNING,
    audience="county officer",
)
NO_ROWS = declare(
    "intake.no-rows",
    zh="没有填任何一行",
    en="no row was filled in",
    fix_zh="至少填一行再报",
    fix_en="fill in a row at least",
    audience="county officer",
)
NO_SUCH_ACT = declare(
    "intake.no-such-act",
    zh="台账“{register}”没有这样的操作：{act}",
    en="the register {register} has no act for: {act}",
    fix_zh="它有：{known}",
    fix_en="it has: {known}",
    audience="county officer",
)
NOT_EXAMINED = declare(
    "intake.not-examined",
    zh="第 {entry} 号的文件没有经过检查",
    en="the file of entry {entry} was never examined",
    fix_zh="退回后用 zhixing intake upload 报送",
    fix_en="return it, and file it with `zhixing intake upload`",
    audience="analyst",
)
DIFFERENCE_CHANGED = declare(
    "intake.difference-changed",
    zh="所见的差异 {seen} 已不是现状：现在是 {digest}（{summary}）",
    en="the difference seen, {seen}, is not what stands: it is now {digest} ({summary_en})",
    fix_zh="看过新的差异，再以 {digest} 审定",
    fix_en="look at the new difference and approve it by {digest}",
    audience="analyst",
)
DIFFERENCE_UNSEEN = declare(
    "intake.difference-unseen",
    zh="收下会改掉此间已另有改动的数（{summary}），须先看过差异",
    en="accepting this would replace figures that were changed here meanwhile ({summary_en}); look at the difference first",
    fix_zh="zhixing intake differences 看过后，以 {digest} 审定",
    fix_en="look at it with `zhixing intake differences` and approve it by {digest}",
    audience="analyst",
)
LOADED_FOR_ANOTHER = declare(
    "intake.loaded-for-another",
    zh="同样内容的文件今天已为“{other}”收下，收据 {receipt}",
    en="a file of the same content was accepted today for {other}, receipt {receipt}",
    fix_zh="不必再收；确要恢复旧数的，改日审定",
    fix_en="there is nothing to accept; to bring old figures back, approve it on another day",
    audience="analyst",
)
ACCEPTED_ALREADY = declare(
    "intake.accepted-already",
    zh="第 {entry} 号的文件已经收下，收据 {receipt}",
    en="the file of entry {entry} was accepted, receipt {receipt}",
    fix_zh="当时的差异在报送时的三方比对工作簿里：zhixing intake show --paper difference",
    fix_en="the difference of that time is in the workbook kept with it: `zhixing intake show --paper difference`",
    audience="county officer",
)
NO_PAPER = declare(
    "intake.no-paper",
    zh="第 {entry} 号没有“{paper}”",
    en="entry {entry} has no paper: {paper}",
    fix_zh="它有：{known}",
    fix_en="it has: {known}",
    audience="county officer",
)
NO_LIST = declare(
    "intake.no-list",
    zh="方案没有可比对的企业名录，或“{dataset}”不按企业编排",
    en="the plan has no list of firms to compare with, or {dataset} is not by firm",
    fix_zh="只有按统一社会信用代码编排的数据可以比对",
    fix_en="only datasets that are kept by credit code can be compared",
    audience="department liaison",
)
LAND_NOT_CONFIRMED = declare(
    "intake.land-not-confirmed",
    zh="{place}{year} 年还有 {count} 家企业的用地没有确认：{who}",
    en="the land of {count} firms in {place} is not confirmed for {year}: {who}",
    fix_zh="先送企业确认、核实异议或等答复期满，再计分；zhixing intake land 列出各家",
    fix_en="have it confirmed, settle what is disputed or let the days for an answer pass; `zhixing intake land` lists them",
    audience="analyst",
)
