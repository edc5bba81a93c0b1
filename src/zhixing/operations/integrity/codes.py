"""What the integrity room can refuse or find."""

from zhixing.foundation.issues import Severity, declare

BAD_ARCHIVE = declare(
    "integrity.bad-archive",
    zh="{file} 不是完好的备份：{why}",
    en="{file} is not an intact backup: {why}",
    fix_zh="用另一份备份",
    fix_en="use another backup",
    audience="administrator",
)
NEWER_ARCHIVE = declare(
    "integrity.newer-archive",
    zh="备份出自更新的程序：这里没有 {missing}",
    en="the backup was made by a newer program: {missing} is not known here",
    fix_zh="先升级程序再恢复",
    fix_en="upgrade the program, then restore",
    audience="administrator",
)
FOLDER_IN_USE = declare(
    "integrity.folder-in-use",
    zh="{folder} 不是空文件夹，不往里恢复",
    en="{folder} is not an empty folder: nothing is restored into it",
    fix_zh="给一个新的或空的文件夹",
    fix_en="name a new or an empty folder",
    audience="administrator",
)
DATABASE_IN_USE = declare(
    "integrity.database-in-use",
    zh="数据库里已有内容（{table}），不往里恢复",
    en="the database holds something already ({table}): nothing is restored into it",
    fix_zh="建一个空数据库",
    fix_en="make an empty database",
    audience="administrator",
)
TRAIL_DIFFERS = declare(
    "integrity.trail-differs",
    zh="留痕止于第 {number} 条 {seal}，备份记的是第 {wanted} 条 {wanted_seal}",
    en="the trail ends with event {number} {seal}, the backup says event {wanted} {wanted_seal}",
    fix_zh="备份被改过或不全；用另一份",
    fix_en="the backup was changed or is incomplete; use another one",
    audience="auditor",
)
OTHER_PLAN = declare(
    "integrity.other-plan",
    zh="随程序的方案“{name}”与备份时不同，采用备份里的方案（文件夹 plan）",
    en="the plan {name} that ships with the program differs from the one backed up; the backup's is used (folder plan)",
    fix_zh="要改用新方案，改 zhixing.toml 的 plan，并走方案修订",
    fix_en="to use the new one, change `plan` in zhixing.toml and amend the plan",
    severity=Severity.NOTE,
    audience="administrator",
)
ENTRY_ASTRAY = declare(
    "integrity.entry-astray",
    zh="{entry} 在表里与留痕所记不同",
    en="{entry} stands in the table otherwise than the trail tells",
    fix_zh="留痕为准：用 zhixing check --redraw 由留痕重画",
    fix_en="the trail holds: draw the table anew with `zhixing check --redraw`",
    audience="administrator",
)
NO_EVIDENCE = declare(
    "integrity.evidence-missing",
    zh="第 {number} 条留痕的附件“{name}”不在（{sha256}）",
    en="the evidence {name!r} of event {number} is missing ({sha256})",
    fix_zh="从备份取回这个文件",
    fix_en="take the file back from a backup",
    audience="administrator",
)
EVIDENCE_CHANGED = declare(
    "integrity.evidence-changed",
    zh="第 {number} 条留痕的附件“{name}”被改过（应为 {sha256}）",
    en="the evidence {name!r} of event {number} was changed (it should be {sha256})",
    fix_zh="从备份取回这个文件，查明谁能写文件夹 files",
    fix_en="take the file back from a backup, and find out who can write to the folder files",
    audience="auditor",
)
NO_RECEIPT = declare(
    "integrity.receipt-missing",
    zh="第 {number} 条留痕提到收据 {receipt}，数据湖里没有",
    en="event {number} names the receipt {receipt}, which the lake does not have",
    fix_zh="从备份取回数据湖",
    fix_en="take the lake back from a backup",
    audience="administrator",
)
UNTOLD_RECEIPT = declare(
    "integrity.receipt-untold",
    zh="数据湖里有 {count} 份收据没有留痕提到，如 {receipt}（{file}）：在命令行装入，或装入后程序被打断",
    en="{count} receipt(s) of the lake are named by no event, such as {receipt} ({file}): loaded on the command line, or the "
    "program was stopped after loading",
    fix_zh="核对是否应有；被打断的提交重做一次即接上",
    fix_en="see whether they belong there; a submission that was interrupted is completed by doing it again",
    severity=Severity.NOTE,
    audience="administrator",
)
