-- The floor: the facts that the per-mu evaluation needs are read, and as many columns of the same types are written in
-- the same order of rows, with nothing computed beyond a change of type.
SELECT
    enterprise, year, name, county, industry, size, 'above-scale' AS "group", NULL::VARCHAR AS state, 'B' AS treated_as,
    tax::DOUBLE AS value_tax_per_mu, land_registered::DOUBLE AS base_tax_per_mu,
    tax AS score_tax_per_mu, size AS how_tax_per_mu,
    value_added::DOUBLE AS value_value_added_per_mu, land_rented_in::DOUBLE AS base_value_added_per_mu,
    value_added AS score_value_added_per_mu, size AS how_value_added_per_mu,
    energy::DOUBLE AS value_value_added_per_energy, land_rented_out::DOUBLE AS base_value_added_per_energy,
    energy::DECIMAL(18, 6) AS score_value_added_per_energy, size AS how_value_added_per_energy,
    cod::DOUBLE AS value_value_added_per_emission, ammonia_nitrogen::DOUBLE AS base_value_added_per_emission,
    sulphur_dioxide AS score_value_added_per_emission, size AS how_value_added_per_emission,
    employees::DOUBLE AS value_labour_productivity, land_untitled::DOUBLE AS base_labour_productivity,
    nitrogen_oxides AS score_labour_productivity, size AS how_labour_productivity,
    rd_expense::DOUBLE AS value_rd_share, land_untitled::DOUBLE AS base_rd_share,
    rd_expense AS score_rd_share, size AS how_rd_share,
    electricity::DOUBLE AS value_tax_per_kwh, land_untitled::DOUBLE AS base_tax_per_kwh,
    electricity::DECIMAL(18, 6) AS score_tax_per_kwh, size AS how_tax_per_kwh,
    0::DECIMAL(18, 6) AS adjustment, revenue::DECIMAL(18, 4) AS total,
    employees AS rank, year(registered_on) AS of, size AS grade_cut, size AS grade, NULL::VARCHAR AS moved_by
FROM firms
WHERE year = 2020 AND above_scale IS NOT NULL
ORDER BY enterprise
