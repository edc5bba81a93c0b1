"""What advice and the question how firm a grade is can refuse."""

from zhixing.foundation.issues import declare

NOT_VARIED = declare(
    "evaluation.not-varied",
    zh="评价办法“{scheme}”用了“{what}”，还不能作提等建议和稳健性分析",
    en="{scheme} uses {what}: advice and fragility cannot be worked out for it yet",
    fix_zh="只对按总分切等、分值相加的办法使用",
    fix_en="use them for schemes that add up points and cut by the total",
    audience="analyst",
)
ROWS_NOT_OF_SCHEME = declare(
    "evaluation.rows-not-of-scheme",
    zh="有 {count} 行结果按评价办法“{scheme}”重算不出同样的总分或等次（例如 {examples}）",
    en="{count} rows do not have the total or grade that {scheme} gives for their points (for example {examples})",
    fix_zh="给出同一办法、同一版本方案算出的完整结果",
    fix_en="give the whole result of this very scheme, computed with this very plan",
    audience="analyst",
)
GUARD_ON_RESULTS = declare(
    "evaluation.guard-on-results",
    zh="评价办法“{scheme}”的提降规则“{guard}”看总分、名次或等次，还不能作提等建议和稳健性分析",
    en="the guard {guard} of {scheme} looks at totals, ranks or grades: advice and fragility cannot be worked out yet",
    fix_zh="只对看事实的提降规则使用",
    fix_en="use them where guards look at facts",
    audience="analyst",
)
LEVER_FORMULA = declare(
    "evaluation.lever-formula",
    zh="“{indicator}”的公式用了“{part}”，不能求最小改变",
    en="the formula of {indicator} uses {part}: the least change cannot be solved",
    fix_zh="去掉该指标的 levers，或改用四则运算、coalesce、case 等写法",
    fix_en="leave out its levers, or write the formula with arithmetic, coalesce and case",
)
NOT_GRADED = declare(
    "evaluation.not-graded",
    zh="企业 {enterprise} 在评价办法“{scheme}”的结果中没有等次，没有可建议的",
    en="{enterprise} has no grade in the result of {scheme}, so there is nothing to advise",
    fix_zh="核对信用代码；暂不评价的企业没有等次",
    fix_en="check the code; enterprises in another state have no grade",
    audience="analyst",
)
NO_SENSITIVITY_LIBRARY = declare(
    "evaluation.no-sensitivity-library",
    zh="没有安装 SALib，算不出敏感性指数",
    en="SALib is not installed, so sensitivity indices cannot be computed",
    fix_zh="安装附加组件：pip install 'zhixing[sensitivity]'",
    fix_en="install the extra: pip install 'zhixing[sensitivity]'",
    audience="analyst",
)
BAD_DRAWS = declare(
    "evaluation.bad-draws",
    zh="抽样次数 {draws}、权重浮动 {spread} 不合用",
    en="{draws} draws with a spread of {spread} cannot be used",
    fix_zh="次数至少 20；浮动不小于 0、小于 1",
    fix_en="at least 20 draws; a spread of at least 0 and below 1",
    audience="analyst",
)
