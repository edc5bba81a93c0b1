"""What documents can say no to."""

from zhixing.foundation.issues import Severity, declare

SYNTAX = declare(
    "reports.syntax",
    zh="公文“{report}”的正文读不通：{why}",
    en="the text of the report {report} cannot be read: {why}",
    fix_zh="检查双花括号和 if、for 是否成对；带条件的小节里 if、for 要在节内收住",
    fix_en="see whether braces, if and for come in pairs, also within a section that has a condition",
    audience="author",
)
UNKNOWN_WORD = declare(
    "reports.unknown-word",
    zh="公文“{report}”用了不认识的词“{word}”",
    en="the report {report} uses the unknown word {word}",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
    audience="author",
)
UNKNOWN_COLUMN = declare(
    "reports.unknown-column",
    zh="公文“{report}”：{rows}没有“{column}”这一栏",
    en="the report {report}: {rows} has no column {column}",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
    audience="author",
)
UNKNOWN_NAME = declare(
    "reports.unknown-name",
    zh="公文“{report}”：没有{what}“{name}”",
    en="the report {report}: there is no {what_en} {name}",
    fix_zh="相近：{near}",
    fix_en="near: {near}",
    audience="author",
)
WRONG_USE = declare(
    "reports.wrong-use",
    zh="公文“{report}”：{word} 用法不对，{why}",
    en="the report {report}: {word} cannot be used so, {why_en}",
    fix_zh="用法见手册“改写公文”",
    fix_en="the handbook says how it is used",
    audience="author",
)
WITHOUT_SOURCE = declare(
    "reports.figure-without-source",
    zh="公文“{report}”直接印了数“{column}”，印出来没有出处",
    en="the report {report} prints the figure {column} directly, without its source",
    fix_zh="写成 {instead}",
    fix_en="write {instead}",
    audience="author",
)
CANNOT_FILL = declare(
    "reports.cannot-fill",
    zh="公文“{report}”第 {line} 行填不出：{why}",
    en="line {line} of the report {report} cannot be filled: {why}",
    fix_zh="核对词的用法；可用的词见手册“改写公文”",
    fix_en="check how the word is used; the handbook lists what there is",
    audience="author",
)
UNKNOWN_REPORT = declare(
    "reports.unknown-report",
    zh="方案里没有公文“{name}”",
    en="the plan has no report {name}",
    fix_zh="可用的有：{known}",
    fix_en="there are: {known}",
    audience="analyst",
)
TOO_LONG = declare(
    "reports.too-long",
    zh="公文“{report}”应为一页，排出来是 {pages} 页",
    en="the report {report} should be one page and came out at {pages}",
    fix_zh="缩短正文或减少列出的行数",
    fix_en="shorten the text or list fewer rows",
    severity=Severity.WARNING,
    audience="author",
)
