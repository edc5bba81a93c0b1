"""What the facts room can refuse, warn of and note."""

from __future__ import annotations

from functools import partial

from zhixing.foundation.issues import IssueCode, Severity, declare


def _declare(code: str, severity: Severity, zh: str, en: str, fix_zh: str, fix_en: str) -> IssueCode:
    return declare(
        f"facts.{code}",
        zh=zh,
        en=en,
        fix_zh=fix_zh,
        fix_en=fix_en,
        severity=severity,
        audience="data supplier",
    )


_error = partial(_declare, severity=Severity.ERROR)
_warning = partial(_declare, severity=Severity.WARNING)
_note = partial(_declare, severity=Severity.NOTE)

# The file as a whole.
FILE_MISSING = _error(
    "file-missing",
    zh="找不到文件 {name}",
    en="there is no file {name}",
    fix_zh="检查路径和文件名",
    fix_en="check the path and the name",
)
UNKNOWN_FORMAT = _error(
    "unknown-format",
    zh="不能读 {kind} 文件",
    en="a {kind} file cannot be read",
    fix_zh="请另存为 .xlsx、.csv 或 .parquet",
    fix_en="save it as .xlsx, .csv or .parquet",
)
UNREADABLE_FILE = _error(
    "unreadable-file",
    zh="文件打不开：{why}",
    en="the file cannot be opened: {why}",
    fix_zh="去掉密码，用表格软件重新另存后再报",
    fix_en="remove any password, save it again from the spreadsheet program and send it anew",
)
UNKNOWN_ENCODING = _error(
    "unknown-encoding",
    zh="文本既不是 UTF-8 也不是 GB18030 编码",
    en="the text is neither UTF-8 nor GB18030",
    fix_zh="另存为“CSV UTF-8”",
    fix_en="save it as 'CSV UTF-8'",
)
TOO_LARGE = _error(
    "too-large",
    zh="文件展开后过大：{size}，上限 {limit}",
    en="the file is too large once unpacked: {size}, the limit is {limit}",
    fix_zh="删去表外的杂散单元格，或分成几个文件",
    fix_en="clear stray cells outside the table, or split the file",
)
SHEET_MISSING = _error(
    "sheet-missing",
    zh="没有名为“{sheet}”的工作表；有：{known}",
    en="there is no sheet '{sheet}'; there are: {known}",
    fix_zh="改用已有的工作表名",
    fix_en="name one of the sheets",
)
UNKNOWN_DATASET = _error(
    "unknown-dataset",
    zh="计划里没有数据集 {dataset}；相近的有：{near}",
    en="the plan has no dataset {dataset}; near names: {near}",
    fix_zh="改用计划里的数据集代号",
    fix_en="use a dataset id of the plan",
)
DATASET_UNCLEAR = _error(
    "dataset-unclear",
    zh="看不出这是哪个数据集；可能是：{candidates}",
    en="it is not clear which dataset this is; it may be: {candidates}",
    fix_zh="指明数据集，多张表时并指明工作表",
    fix_en="name the dataset, and the sheet when there are several",
)
OTHER_PLAN = _error(
    "other-plan",
    zh="这张表是计划 {theirs} 的模板，不是 {ours} 的",
    en="this form belongs to plan {theirs}, not to {ours}",
    fix_zh="用本计划的模板重新填报",
    fix_en="fill in the form of this plan",
)
OLD_TEMPLATE = _error(
    "old-template",
    zh="模板是旧的，下列列的含义已改变：{columns}",
    en="the form is old; these columns have changed their meaning: {columns}",
    fix_zh="下载新模板，把数据移过去",
    fix_en="take the present form and move the figures over",
)
OLDER_TEMPLATE = _warning(
    "older-template",
    zh="模板较旧，缺少后来增加的列：{columns}",
    en="the form is older than these columns: {columns}",
    fix_zh="数据照收；下次请用新模板",
    fix_en="the figures are taken; use the present form next time",
)
NO_HEADING = _error(
    "no-heading",
    zh="找不到“{dataset}”的表头行",
    en="no heading row of '{dataset}' was found",
    fix_zh="表头行应写各列的名称，如：{titles}",
    fix_en="the heading row names the columns, such as: {titles}",
)
NO_ROWS = _error(
    "no-rows",
    zh="表头之下没有数据",
    en="there are no rows under the heading",
    fix_zh="检查是否选错了文件或工作表",
    fix_en="check whether this is the right file and sheet",
)
MISSING_HEADING = _error(
    "missing-heading",
    zh="缺少必填列“{title}”",
    en="the required column '{title}' is missing",
    fix_zh="补上这一列；相近的表头：{near}",
    fix_en="add the column; near headings: {near}",
)
REPEATED_HEADING = _error(
    "repeated-heading",
    zh="“{title}”出现在不止一列：{cells}",
    en="'{title}' is the heading of more than one column: {cells}",
    fix_zh="只留一列",
    fix_en="keep one of them",
)
UNKNOWN_HEADING = _warning(
    "unknown-heading",
    zh="不认识表头“{heading}”，这一列没有读",
    en="the heading '{heading}' is not known; the column was not read",
    fix_zh="相近的有：{near}；不需要时可不管",
    fix_en="near names: {near}; nothing to do when the column is not wanted",
)
LOADED_BEFORE = _error(
    "loaded-before",
    zh="同一文件已经收过，收据 {receipt}",
    en="the same file was received before, receipt {receipt}",
    fix_zh="不必重报；要更正请报改过的文件",
    fix_en="nothing to do; to correct figures send the changed file",
)

# A cell.
WRONG_UNIT = _error(
    "wrong-unit",
    zh="“{title}”应以“{unit}”计，“{found}”量的是别的东西",
    en="'{title}' is counted in '{unit}'; '{found}' measures something else",
    fix_zh="改用能换算的单位",
    fix_en="use a unit that can be converted",
)
REQUIRED = _error(
    "required",
    zh="“{title}”必填而没有值",
    en="'{title}' is required and has no value",
    fix_zh="补填",
    fix_en="fill it in",
)
NEW_WITHOUT_REQUIRED = _error(
    "new-without-required",
    zh="以前没有收到过这一行的主体，而本文件没有必填列“{columns}”",
    en="nothing was received before for this key, and the file lacks the required columns '{columns}'",
    fix_zh="核对主键；新主体要用带全部必填列的表报送",
    fix_en="check the key; send what is new with all required columns",
)
EXCEL_ERROR = _error(
    "excel-error",
    zh="“{title}”是公式错误 {text}",
    en="'{title}' is the formula error {text}",
    fix_zh="改正公式并重算，或直接填值",
    fix_en="correct and recalculate the formula, or write the value",
)
NOT_A_NUMBER = _error(
    "not-a-number",
    zh="“{title}”应是数，而写的是“{text}”",
    en="'{title}' must be a number, not '{text}'",
    fix_zh="只填数字；没有填“/”，不知道留空",
    fix_en="write a number; '/' for none, blank for not known",
)
NOT_WHOLE = _error(
    "not-whole",
    zh="“{title}”应是整数，而写的是“{text}”",
    en="'{title}' must be a whole number, not '{text}'",
    fix_zh="核对后填整数",
    fix_en="check it and write a whole number",
)
TOO_MANY_DECIMALS = _error(
    "too-many-decimals",
    zh="“{title}”只保留 {decimals} 位小数，而写的是“{text}”",
    en="'{title}' keeps {decimals} decimals; '{text}' has more",
    fix_zh="由填报人取舍到 {decimals} 位，系统不代为取舍",
    fix_en="round it to {decimals} decimals yourself; it is not done silently",
)
NUMBER_TOO_LARGE = _error(
    "number-too-large",
    zh="“{title}”的数 {text} 过大，存不下",
    en="'{title}': the number {text} is too large to be kept",
    fix_zh="核对单位和位数",
    fix_en="check the unit and the digits",
)
BELOW_MINIMUM = _error(
    "below-minimum",
    zh="“{title}”不应小于 {bound}，而写的是“{text}”",
    en="'{title}' must not be below {bound}; it is '{text}'",
    fix_zh="核对数值和单位",
    fix_en="check the figure and its unit",
)
ABOVE_MAXIMUM = _error(
    "above-maximum",
    zh="“{title}”不应大于 {bound}，而写的是“{text}”",
    en="'{title}' must not be above {bound}; it is '{text}'",
    fix_zh="核对数值和单位",
    fix_en="check the figure and its unit",
)
NOT_A_DATE = _error(
    "not-a-date",
    zh="“{title}”不是日期：“{text}”",
    en="'{title}' is not a date: '{text}'",
    fix_zh="写成 2018-03-05",
    fix_en="write it as 2018-03-05",
)
NOT_A_YEAR = _error(
    "not-a-year",
    zh="“{title}”不是年份：“{text}”",
    en="'{title}' is not a year: '{text}'",
    fix_zh="写成四位数字，如 2018",
    fix_en="write four digits, such as 2018",
)
NOT_A_PERIOD = _error(
    "not-a-period",
    zh="“{title}”不是时期：“{text}”",
    en="'{title}' is not a period: '{text}'",
    fix_zh="写成 2018、2018Q1、2018-03 或 2018..2022",
    fix_en="write it as 2018, 2018Q1, 2018-03 or 2018..2022",
)
NOT_A_FLAG = _error(
    "not-a-flag",
    zh="“{title}”应填是或否，而写的是“{text}”",
    en="'{title}' must be 是 or 否, not '{text}'",
    fix_zh="填“是”或“否”",
    fix_en="write 是 or 否",
)
NOT_A_CHOICE = _error(
    "not-a-choice",
    zh="“{title}”没有“{text}”这一项",
    en="'{title}' has no choice '{text}'",
    fix_zh="可填：{choices}",
    fix_en="choose one of: {choices}",
)
USCC_FAULT = _error(
    "uscc-fault",
    zh="“{text}”不是有效的统一社会信用代码（{why_zh}）",
    en="'{text}' is not a valid unified social credit code ({why})",
    fix_zh="对照营业执照核对 18 位代码",
    fix_en="compare the 18 characters with the business licence",
)
CODE_LOST_DIGITS = _error(
    "code-lost-digits",
    zh="“{title}”被存成了数，末几位已丢失：{text}",
    en="'{title}' was stored as a number and lost its last digits: {text}",
    fix_zh="把该列设为文本格式后重新填写",
    fix_en="set the column to text and enter the code again",
)
CODE_LOST_ZERO = _error(
    "code-lost-zero",
    zh="行业代码“{text}”可能丢了开头的 0，也可能是别的错",
    en="the industry code '{text}' may have lost a leading zero, or may be another mistake",
    fix_zh="把该列设为文本格式，填完整代码，如 {padded}",
    fix_en="set the column to text and write the whole code, such as {padded}",
)
UNKNOWN_INDUSTRY = _error(
    "unknown-industry",
    zh="“{text}”不是工业行业代码",
    en="'{text}' is not the code of an industry",
    fix_zh="填 GB/T 4754-2017 的 2 至 4 位代码，大类在 06 至 46 之间",
    fix_en="write a code of GB/T 4754-2017, 2 to 4 digits, division 06 to 46",
)
UNKNOWN_PLACE = _error(
    "unknown-place",
    zh="计划里没有地区“{text}”",
    en="the plan has no place '{text}'",
    fix_zh="填六位区划代码；相近的有：{near}",
    fix_en="write the six-digit code; near names: {near}",
)
PLACE_UNCLEAR = _error(
    "place-unclear",
    zh="“{text}”不止一个地区：{candidates}",
    en="'{text}' names more than one place: {candidates}",
    fix_zh="填六位区划代码",
    fix_en="write the six-digit code",
)
PLACE_LEVEL = _error(
    "place-level",
    zh="“{title}”应是{level_zh}，而“{text}”不是",
    en="'{title}' must be a {level}; '{text}' is not",
    fix_zh="填所在的{level_zh}的代码",
    fix_en="write the code of the {level}",
)
PLACE_NOT_VALID = _error(
    "place-not-valid",
    zh="“{text}”在 {year} 年不存在（{valid}）",
    en="'{text}' did not exist in {year} ({valid})",
    fix_zh="改用：{successors}",
    fix_en="use: {successors}",
)

# A row.
RULE_FAILED = _error(
    "rule-failed",
    zh="{says}",
    en="{says_en}",
    fix_zh="核对 {columns}",
    fix_en="check {columns}",
)
REPEATED_KEY = _error(
    "repeated-key",
    zh="同一键的几行互不相同：{key}，见第 {rows} 行",
    en="rows with the same key differ: {key}, rows {rows}",
    fix_zh="只留正确的一行",
    fix_en="keep the right one only",
)
SAME_ROW_TWICE = _note(
    "same-row-twice",
    zh="有 {count} 行与前面的行完全相同，各留一行",
    en="{count} rows repeat an earlier row exactly; one of each was kept",
    fix_zh="不必处理",
    fix_en="nothing to do",
)
CODE_REPAIRED = _note(
    "code-repaired",
    zh="“{title}”有 {count} 个单元格的代码已规整（如“{example}”读作 {value}）",
    en="{count} codes of '{title}' were put into their usual form ('{example}' read as {value})",
    fix_zh="不必处理；模板的代码列是文本格式",
    fix_en="nothing to do; the form keeps code columns as text",
)
UNIT_CONVERTED = _note(
    "unit-converted",
    zh="“{title}”由“{found}”换算为“{unit}”，乘以 {factor}",
    en="'{title}' was converted from '{found}' to '{unit}', times {factor}",
    fix_zh="不必处理",
    fix_en="nothing to do",
)
ROUNDED = _note(
    "rounded",
    zh="“{title}”有 {count} 个值在换算后舍入到 {decimals} 位小数",
    en="{count} values of '{title}' were rounded to {decimals} decimals after conversion",
    fix_zh="不必处理；按合同单位填报可免舍入",
    fix_en="nothing to do; figures in the contract's unit need no rounding",
)

# The lake.
MISSING_FILE = _error(
    "missing-file",
    zh="收据 {receipt} 的文件不见了：{name}",
    en="a file of receipt {receipt} is gone: {name}",
    fix_zh="从备份恢复数据湖",
    fix_en="restore the lake from its back-up",
)
ALTERED_FILE = _error(
    "altered-file",
    zh="收据 {receipt} 的文件被改动过：{name}",
    en="a file of receipt {receipt} was altered: {name}",
    fix_zh="从备份恢复数据湖，并查明原因",
    fix_en="restore the lake from its back-up, and find out why",
)
ALTERED_RECEIPT = _error(
    "altered-receipt",
    zh="收据 {name} 读不出或被改动过",
    en="the receipt {name} cannot be read or was altered",
    fix_zh="从备份恢复数据湖",
    fix_en="restore the lake from its back-up",
)
LEFTOVER = _warning(
    "leftover",
    zh="{name} 没有收据：一次收件没有完成，其数据不算",
    en="{name} has no receipt: a load did not finish, its data does not count",
    fix_zh="重新收那份文件；确认后可删去它",
    fix_en="load that file again; this one may be deleted",
)
CONTRACT_CHANGED = _error(
    "contract-changed",
    zh="收据 {receipt} 之后，数据集 {dataset} 的列含义变了：{columns}",
    en="columns of dataset {dataset} changed their meaning after receipt {receipt}: {columns}",
    fix_zh="给新含义另立一列，旧列照旧",
    fix_en="give the new meaning a column of its own and leave the old one",
)

# Forms that go out with what is known, and come back.
UNKNOWN_COLUMN = _error(
    "unknown-column",
    zh="数据集 {dataset} 没有列 {column}；相近的有：{near}",
    en="dataset {dataset} has no column {column}; near names: {near}",
    fix_zh="改用合同里的列代号",
    fix_en="use a column id of the contract",
)
NOT_A_VALUE = _error(
    "not-a-value",
    zh="“{text}”表示没有，不能用来选取“{title}”的行",
    en="'{text}' states that there is none; rows cannot be selected by it in '{title}'",
    fix_zh="写要选取的值",
    fix_en="write the value to select",
)
NOTHING_KNOWN = _error(
    "nothing-known",
    zh="截至 {known_on}，数据集 {dataset} 没有符合条件的行：{selection}",
    en="dataset {dataset} has no row as known on {known_on} for: {selection}",
    fix_zh="改选取条件或日期；要空表请用模板",
    fix_en="change the selection or the date; for an empty form take the template",
)
FORM_FULL = _error(
    "form-full",
    zh="一张表放不下：{size}，上限 {limit}",
    en="a sheet cannot hold it: {size}, the limit is {limit}",
    fix_zh="缩小选取范围，分几份发出",
    fix_en="select less and send several forms",
)
SENT_MISSING = _error(
    "sent-missing",
    zh="文件里没有发出时的内容，不能三方比对",
    en="the file does not say what was sent, so there are no three sides to compare",
    fix_zh="请在原来发出的表上填报，不要复制到新文件",
    fix_en="fill in the form that was sent; do not copy it into a new file",
)
SENT_ALTERED = _error(
    "sent-altered",
    zh="文件里保存的发出内容被改动过",
    en="what the file keeps of what was sent was altered",
    fix_zh="请重新发表，在新表上填报",
    fix_en="send the form anew and have that one filled in",
)

# Parts that add up.
METER_PARTS = _error(
    "meter-parts",
    zh="表计 {meter} 的各户份额之和是 {total}，不是 1",
    en="the parts of meter {meter} add up to {total}, not to 1",
    fix_zh="核对各户份额，使之和恰为 1",
    fix_en="check the parts so that they add up to exactly 1",
)
METER_SHARE = _error(
    "meter-share",
    zh="表计 {meter} 中 {enterprise} 的份额 {share} 不在 0（不含）到 1 之间",
    en="the part {share} of {enterprise} in meter {meter} is not above 0 and at most 1",
    fix_zh="份额写成大于 0、不大于 1 的数；不用电的户删去",
    fix_en="write a part above 0 and at most 1; leave out who uses nothing",
)
METER_TWICE = _error(
    "meter-twice",
    zh="表计 {meter} 中 {enterprise} 登记了 {count} 次",
    en="{enterprise} is entered {count} times for meter {meter}",
    fix_zh="合并为一行",
    fix_en="make one row of them",
)
TENANCY_DATES = _error(
    "tenancy-dates",
    zh="{tenant} 租用 {parcel} 的止期 {until} 早于起期 {since}",
    en="the tenancy of {tenant} at {parcel} ends on {until}, before it begins on {since}",
    fix_zh="改正起止日期",
    fix_en="correct the dates",
)
TENANCY_AREA = _error(
    "tenancy-area",
    zh="{landlord} 租给 {tenant} 的面积 {area} 不大于 0",
    en="the area {area} that {landlord} lets to {tenant} is not above 0",
    fix_zh="填实际出租的面积",
    fix_en="give the area that is let",
)
OWN_TENANT = _error(
    "own-tenant",
    zh="{landlord} 在 {parcel} 把地租给自己",
    en="{landlord} is its own tenant at {parcel}",
    fix_zh="自用的面积不登记为出租",
    fix_en="an area in own use is not entered as let",
)
TENANT_TWICE = _error(
    "tenant-twice",
    zh="{tenant} 在 {parcel} 登记了两次，{since} 至 {until} 重叠",
    en="{tenant} is entered twice at {parcel} for {since} to {until}",
    fix_zh="合并，或改正起止日期",
    fix_en="make one entry of them, or correct the dates",
)
LET_TOO_MUCH = _error(
    "let-too-much",
    zh="{landlord} 在 {parcel} 自 {since} 起出租 {let}，多于其用地 {held}",
    en="{landlord} lets {let} at {parcel} from {since} on, more than the {held} it holds",
    fix_zh="核对用地面积和出租面积",
    fix_en="check the area held and the areas let",
)
