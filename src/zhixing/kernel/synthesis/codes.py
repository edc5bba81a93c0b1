"""What the room of synthesis can find wrong."""

from zhixing.foundation.issues import declare

CALIBRATION_MISSING = declare(
    "synthesis.calibration-missing",
    zh="计划没有标定文件 calibration/{stem}.yaml",
    en="the plan has no calibration/{stem}.yaml",
    fix_zh="补上这个文件；合成数据的一切数值都从标定读取",
    fix_en="add the file; every figure of a synthetic province is read from the calibration",
)
CALIBRATION_INVALID = declare(
    "synthesis.calibration-invalid",
    zh="标定中“{path}”不合要求：{why}",
    en="{path!r} of the calibration does not fit: {why}",
    fix_zh="按说明改正这一项",
    fix_en="correct this entry",
)
NO_SOURCE = declare(
    "synthesis.figure-without-source",
    zh="标定中“{path}”既没有来源，也没有写明假定的理由",
    en="{path!r} of the calibration has neither a source nor the reason of an assumption",
    fix_zh="写 source，或写 assumed: true 和 reason",
    fix_en="write source, or assumed: true with reason",
)
UNKNOWN_NAME = declare(
    "synthesis.unknown-name",
    zh="标定中“{path}”提到的“{name}”在计划里没有",
    en="{path!r} of the calibration names {name!r}, which the plan does not have",
    fix_zh="改成计划中的代码，或在计划中补上",
    fix_en="use an id of the plan, or add it to the plan",
)
COUNTY_ENDED = declare(
    "synthesis.county-not-valid",
    zh="{year} 年末“{county}”已不是有效的县（市、区），又没有份额齐全的继承地",
    en="{county!r} is not valid at the end of {year} and its successors' shares do not add to one",
    fix_zh="在 places.yaml 写明继承地和份额，或在标定 counties.yaml 的 splits 中写",
    fix_en="state successors with shares in places.yaml, or splits in counties.yaml of the calibration",
)
YEAR_NOT_CALIBRATED = declare(
    "synthesis.year-not-calibrated",
    zh="{year} 年没有标定（标定了 {first}—{last} 年）",
    en="the year {year} is not calibrated ({first} to {last} are)",
    fix_zh="选标定过的年份，或补上这一年的标定",
    fix_en="choose calibrated years, or calibrate this one",
    audience="user",
)
SCALE_OUT_OF_RANGE = declare(
    "synthesis.scale-out-of-range",
    zh="规模 {scale} 不在 {least} 到 {most} 之间",
    en="the scale {scale} is not between {least} and {most}",
    fix_zh="1 是全省；试用可取 0.01",
    fix_en="1 is the whole province; take 0.01 for a trial",
    audience="user",
)
SEED_NEGATIVE = declare(
    "synthesis.seed-negative",
    zh="种子 {seed} 是负数",
    en="the seed {seed} is negative",
    fix_zh="种子取 0 或正整数",
    fix_en="take nought or a positive whole number",
    audience="user",
)
COLUMN_NOT_MADE = declare(
    "synthesis.column-not-made",
    zh="数据表“{dataset}”要求填“{column}”列，合成数据做不出",
    en="the dataset {dataset!r} requires the column {column!r}, which is not synthesised",
    fix_zh="把这一列改为可不填，或在合成部分补上",
    fix_en="make the column optional, or teach the synthesis to make it",
)
DATASET_MISSING = declare(
    "synthesis.dataset-missing",
    zh="计划没有数据表“{dataset}”",
    en="the plan has no dataset {dataset!r}",
    fix_zh="补上 datasets/{dataset}.yaml",
    fix_en="add datasets/{dataset}.yaml",
)
