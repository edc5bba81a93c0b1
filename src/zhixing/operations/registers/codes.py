"""What the registers of an office can refuse."""

from zhixing.foundation.issues import declare

NO_REGISTER = declare(
    "registers.no-register",
    zh="方案里没有台账“{name}”",
    en="the plan has no register {name}",
    fix_zh="现有：{known}",
    fix_en="it has: {known}",
    audience="county officer",
)
NO_ENTRY = declare(
    "registers.no-entry",
    zh="台账“{register}”没有第 {entry} 号",
    en="the register {register} has no entry {entry}",
    fix_zh="核对编号；zhixing registers list 列出各条",
    fix_en="check the number; `zhixing registers list` lists the entries",
    audience="county officer",
)
CHANGED_MEANWHILE = declare(
    "registers.changed-meanwhile",
    zh="第 {entry} 号刚被 {who} 办过“{act}”，所见已不是现状",
    en="{who} has just done {act} on entry {entry}: what was seen is not what stands",
    fix_zh="重新打开，看过现状再办",
    fix_en="open it again, look at what stands and act then",
    audience="county officer",
)
NO_EVIDENCE = declare(
    "registers.no-evidence",
    zh="找不到附件文件 {name}",
    en="there is no file {name} to attach",
    fix_zh="检查路径",
    fix_en="check the path",
    audience="county officer",
)
NO_EFFECT = declare(
    "registers.no-effect",
    zh="操作“{act}”要求程序做“{effect}”，这里没有",
    en="the act {act} asks the program for {effect}, which is not available here",
    fix_zh="检查方案里这个操作的 effect",
    fix_en="check the `effect` of this act in the plan",
)
IMPORTED_BEFORE = declare(
    "registers.imported-before",
    zh="文件 {file} 已经用于“{act}”，不再办第二遍",
    en="the file {file} has been imported for {act} before",
    fix_zh="换一个文件；改过的行另存一份再导入",
    fix_en="give another file; save rows that were changed as a file of their own",
    audience="county officer",
)
NO_REHEARSAL = declare(
    "registers.no-rehearsal",
    zh="只有演练的工作区才能填合成条目",
    en="synthetic entries can be filled into a rehearsal alone",
    fix_zh="用 zhixing init --rehearsal 另建工作区",
    fix_en="make a workspace with `zhixing init --rehearsal`",
    audience="analyst",
)
