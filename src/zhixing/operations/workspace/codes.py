"""What opening a workspace can refuse."""

from zhixing.foundation.issues import declare

NO_WORKSPACE = declare(
    "workspace.no-workspace",
    zh="{folder} 不是工作区（没有 zhixing.toml）",
    en="{folder} is not a workspace (it has no zhixing.toml)",
    fix_zh="用 zhixing init 建一个，或用 --workspace 指明",
    fix_en="make one with `zhixing init`, or name one with --workspace",
    audience="analyst",
)
WORKSPACE_EXISTS = declare(
    "workspace.workspace-exists",
    zh="{folder} 已经是工作区",
    en="{folder} is a workspace already",
    fix_zh="换一个文件夹",
    fix_en="choose another folder",
    audience="analyst",
)
BAD_SETTINGS = declare(
    "workspace.bad-settings",
    zh="zhixing.toml 读不懂：{why}",
    en="zhixing.toml cannot be read: {why}",
    fix_zh='改正该文件；最少的内容是 plan = "zhejiang-2018"',
    fix_en='correct the file; the least it holds is plan = "zhejiang-2018"',
    audience="analyst",
)
NO_PLAN = declare(
    "workspace.no-plan",
    zh="找不到方案“{name}”",
    en="there is no plan {name!r}",
    fix_zh="给出方案文件夹的路径，或随程序附带的方案名：{known}",
    fix_en="give the path of a plan folder, or a plan that ships with the program: {known}",
    audience="analyst",
)
