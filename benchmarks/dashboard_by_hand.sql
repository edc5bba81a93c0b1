-- What an author of SQL would write for this one dataset: of each key the last figure that was said by the day.
WITH said AS (
  SELECT indicator, place, period, scope, value, _sequence
  FROM read_parquet(getvariable('files'), union_by_name = true)
), known AS (
  SELECT indicator, place, period, scope, ARG_MAX(value, _sequence) AS value
  FROM said
  WHERE period BETWEEN '2018' AND '2022' AND scope = '规上工业'
  GROUP BY indicator, place, period, scope
)
