"""What the command line can refuse."""

from zhixing.foundation.issues import declare

NO_FILE = declare(
    "cli.no-file",
    zh="找不到文件 {name}",
    en="there is no file {name}",
    fix_zh="检查路径",
    fix_en="check the path",
    audience="analyst",
)
BAD_YEARS = declare(
    "cli.bad-years",
    zh="年度写法不对：{text}",
    en="not a span of years: {text}",
    fix_zh="写成 2022 或 2018..2022",
    fix_en="write 2022 or 2018..2022",
    audience="analyst",
)
BAD_DATE = declare(
    "cli.bad-date",
    zh="日期写法不对：{text}",
    en="not a date: {text}",
    fix_zh="写成 2022-12-31",
    fix_en="write 2022-12-31",
    audience="analyst",
)
BAD_SELECTION = declare(
    "cli.bad-selection",
    zh="选取条件写法不对：{text}",
    en="not a selection: {text}",
    fix_zh="写成 列=值，如 --where year=2022；同一列可写几次",
    fix_en="write column=value, such as --where year=2022; a column may be named several times",
    audience="analyst",
)
BAD_SCALE = declare(
    "cli.bad-scale",
    zh="规模写法不对：{text}",
    en="not a scale: {text}",
    fix_zh="写一个大于 0、不大于 1 的数，1 为全省",
    fix_en="write a number above 0 and not above 1; 1 is the whole province",
    audience="analyst",
)
UNKNOWN_TARGET = declare(
    "cli.unknown-target",
    zh="没有编号为“{name}”的目标",
    en="there is no target {name}",
    fix_zh="相近：{near}；zhixing targets 列出全部",
    fix_en="near: {near}; `zhixing targets` lists them all",
)
NO_RUN_ON_DAY = declare(
    "cli.no-run-on-day",
    zh="没有哪次运行把目标看到 {day}",
    en="no run judged targets on {day}",
    fix_zh="现有：{known}；或先运行 zhixing monitor --as-of {day}",
    fix_en="there are: {known}; or run `zhixing monitor --as-of {day}` first",
    audience="analyst",
)
UNKNOWN_PLACE = declare(
    "cli.unknown-place",
    zh="方案里没有地区“{name}”",
    en="the plan has no place {name!r}",
    fix_zh="写区划代码或全名；相近：{near}",
    fix_en="write its code or its full name; near: {near}",
)
UNKNOWN_FORMAT = declare(
    "cli.unknown-format",
    zh="不认识的格式“{name}”",
    en="unknown format {name!r}",
    fix_zh="可用：{known}，多个用逗号分开",
    fix_en="use {known}, separated by commas",
)
NOTHING_TO_TRY = declare(
    "cli.nothing-to-try",
    zh="没有写改什么",
    en="nothing to try was given",
    fix_zh="用 --set 写改动，如 --set evaluations/zhejiang-frame:grading.shares.A.percent=25，"
    "或用 --changes 指定写着改动的文件、用 --draft 指定另一个方案文件夹",
    fix_en="use --set with a change, e.g. --set evaluations/zhejiang-frame:grading.shares.A.percent=25, "
    "--changes with a file of changes, or --draft with a folder",
)
NO_CHANGES_FILE = declare(
    "cli.no-changes-file",
    zh="没有写着改动的文件 {name}",
    en="there is no file of changes {name}",
    fix_zh="写一个文本文件，一行一个改动，# 起头的行不算",
    fix_en="write a text file with one change a line; lines that begin with # do not count",
)
ONE_PATCH = declare(
    "cli.one-patch",
    zh="几份草案不能存成一个补丁",
    en="several drafts cannot be saved as one patch",
    fix_zh="一次只写一份草案时再用 --save",
    fix_en="use --save with one draft at a time",
)
NO_MEASURE_OF = declare(
    "cli.no-measure-of",
    zh="运行 {run} 里没有一项措施涉及 {entity}",
    en="no measure of the run {run} reaches {entity}",
    fix_zh="核对代码；没有定等、不在适用地区或措施不在有效期的对象没有建议",
    fix_en="check the code; who is not graded, lies outside the region or outside the dates has no proposal",
    audience="analyst",
)
UNKNOWN_UNIT = declare(
    "cli.unknown-unit",
    zh="没有单位“{unit}”。执行措施的有 {known}",
    en="there is no organisation {unit!r}. Those that execute measures: {known}",
    fix_zh="写方案 organisations.yaml 里的编号",
    fix_en="write an id of the plan's organisations.yaml",
    audience="analyst",
)
NO_LEDGER = declare(
    "cli.no-ledger",
    zh="运行 {run} 里，{unit} 在 {year} 年没有按季抄表的措施",
    en="the run {run} has no measure billed by the quarter for {unit} in {year}",
    fix_zh="按年计的措施用 zhixing measures money 或 of 看",
    fix_en="see measures that go by the year with `zhixing measures money` or `of`",
    audience="analyst",
)
PORT_TAKEN = declare(
    "cli.port-taken",
    zh="不能用端口 {port}：{why}",
    en="the port {port} cannot be used: {why}",
    fix_zh="用 --port 换一个，或先停下占用它的程序",
    fix_en="choose another with --port, or stop the program that has it",
    audience="administrator",
)
NOT_THEN = declare(
    "cli.not-then",
    zh="{day} 还没有第 {entry} 号",
    en="there was no entry {entry} on {day}",
    fix_zh="换一个更晚的日子",
    fix_en="give a later day",
    audience="county officer",
)
NOT_A_PAIR = declare(
    "cli.not-a-pair",
    zh="“{text}”不是“名=值”",
    en="{text!r} is not of the form name=value",
    fix_zh="写成 字段=值，含空格时加引号",
    fix_en="write field=value, in quotes where it holds spaces",
    audience="county officer",
)
