"""What documents can say no to."""

from zhixing.foundation.issues import Severity, declare

SYNTAX = declare(
    "reports.syntax",
    zh="公文“{report}”的正文读不通：{why}",
    en="the text of the report {report} cannot be read: {why}",
    fix_zh="检查双花括号和 if、for 是否成对",
    fix_en="see whether braces, if and for come in pairs",
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
