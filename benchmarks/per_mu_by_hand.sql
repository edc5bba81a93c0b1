-- The per-mu evaluation of the provincial frame for 2020 as an author of SQL would write it for this one year:
-- the tables "firms" and "marks" in, every column of the result out, sums exact, ordered by firm.
WITH firm AS (
    SELECT
        enterprise, year, name, county, industry, size, above_scale,
        CASE WHEN year(registered_on) > 2017 THEN 'provisional' END AS state,
        tax, value_added, energy, employees, rd_expense, revenue, electricity,
        coalesce(land_registered, 0) + coalesce(land_rented_in, 0)
            - coalesce(land_rented_out, 0) + coalesce(land_untitled, 0) AS land,
        CASE WHEN coalesce(cod, ammonia_nitrogen, sulphur_dioxide, nitrogen_oxides) IS NOT NULL
            THEN coalesce(cod, 0) + coalesce(ammonia_nitrogen, 0)
                + coalesce(sulphur_dioxide, 0) + coalesce(nitrogen_oxides, 0) END AS emissions
    FROM firms
    WHERE year = 2020 AND county LIKE '33%' AND above_scale IS NOT NULL
),
valued AS (
    SELECT
        *,
        round(tax / land, 6) AS v_tax,
        round(value_added / land, 6) AS v_added,
        CASE WHEN energy > 0 THEN round(value_added / energy, 6) END AS v_energy,
        CASE WHEN emissions > 0 THEN round(value_added / emissions, 6) END AS v_emission,
        CASE WHEN employees > 0 THEN round(value_added / employees, 6) END AS v_labour,
        CASE WHEN revenue > 0 THEN round(rd_expense / revenue, 8) END AS v_rd,
        CASE WHEN electricity > 0 THEN round(tax / electricity, 6) END AS v_kwh
    FROM firm
    WHERE land > 0
),
sums AS (
    SELECT
        county, above_scale,
        sum(tax) AS tax, sum(land) FILTER (tax IS NOT NULL) AS land_of_tax,
        sum(value_added) AS added, sum(land) FILTER (value_added IS NOT NULL) AS land_of_added,
        sum(value_added) FILTER (energy IS NOT NULL) AS added_of_energy,
        sum(energy) FILTER (value_added IS NOT NULL) AS energy,
        sum(value_added) FILTER (emissions IS NOT NULL) AS added_of_emissions,
        sum(emissions) FILTER (value_added IS NOT NULL) AS emissions,
        sum(value_added) FILTER (employees IS NOT NULL) AS added_of_employees,
        sum(employees) FILTER (value_added IS NOT NULL) AS employees,
        sum(rd_expense) FILTER (revenue IS NOT NULL) AS rd,
        sum(revenue) FILTER (rd_expense IS NOT NULL) AS revenue,
        sum(v_tax::DECIMAL(18, 6)) / count(v_tax) AS mean_tax,
        sum(v_kwh::DECIMAL(18, 6)) / count(v_kwh) AS mean_kwh
    FROM valued
    WHERE state IS NULL
    GROUP BY county, above_scale
),
bases AS (
    SELECT
        county, above_scale,
        round(CASE WHEN NOT above_scale THEN mean_tax WHEN land_of_tax > 0 THEN tax / land_of_tax END, 6) AS b_tax,
        CASE WHEN above_scale AND land_of_added > 0 THEN round(added / land_of_added, 6) END AS b_added,
        CASE WHEN above_scale AND energy > 0 THEN round(added_of_energy / energy, 6) END AS b_energy,
        CASE WHEN above_scale AND emissions > 0 THEN round(added_of_emissions / emissions, 6) END AS b_emission,
        CASE WHEN above_scale AND employees > 0 THEN round(added_of_employees / employees, 6) END AS b_labour,
        CASE WHEN above_scale AND revenue > 0 THEN round(rd / revenue, 6) END AS b_rd,
        CASE WHEN NOT above_scale THEN round(mean_kwh, 6) END AS b_kwh
    FROM sums
),
points AS (
    SELECT
        valued.*, b_tax, b_added, b_energy, b_emission, b_labour, b_rd, b_kwh,
        CASE WHEN above_scale THEN 45 ELSE 75 END AS cap_tax,
        CASE WHEN b_tax > 0 THEN round(v_tax / b_tax * CASE WHEN above_scale THEN 30 ELSE 50 END, 6) END AS p_tax,
        CASE WHEN b_added > 0 THEN round(v_added / b_added * 20, 6) END AS p_added,
        CASE WHEN b_energy > 0 THEN round(v_energy / b_energy * 20, 6) END AS p_energy,
        CASE WHEN b_emission > 0 THEN round(v_emission / b_emission * 10, 6) END AS p_emission,
        CASE WHEN b_labour > 0 THEN round(v_labour / b_labour * 10, 6) END AS p_labour,
        CASE WHEN b_rd > 0 THEN round(v_rd / b_rd * 10, 6) END AS p_rd,
        CASE WHEN b_kwh > 0 THEN round(v_kwh / b_kwh * 50, 6) END AS p_kwh
    FROM valued LEFT JOIN bases USING (county, above_scale)
),
means AS (
    SELECT
        county,
        round(sum(least(greatest(p_emission, 0), 15)::DECIMAL(18, 6)) / nullif(count(p_emission), 0), 6)::DECIMAL(18, 6)
            AS mean_emission
    FROM points
    WHERE above_scale AND state IS NULL
    GROUP BY county
),
scored AS (
    SELECT
        points.*,
        CASE WHEN state IS NOT NULL THEN NULL WHEN v_tax IS NULL THEN 'missing-zero' WHEN p_tax IS NULL THEN 'no-base'
            WHEN p_tax > cap_tax THEN 'capped' WHEN p_tax < 0 THEN 'floored' ELSE 'ratio' END AS h_tax,
        CASE WHEN state IS NOT NULL OR NOT above_scale THEN NULL WHEN v_added IS NULL THEN 'missing-zero'
            WHEN p_added IS NULL THEN 'no-base' WHEN p_added > 30 THEN 'capped'
            WHEN p_added < 0 THEN 'floored' ELSE 'ratio' END AS h_added,
        CASE WHEN state IS NOT NULL OR NOT above_scale THEN NULL WHEN v_energy IS NULL THEN 'missing-zero'
            WHEN p_energy IS NULL THEN 'no-base' WHEN p_energy > 30 THEN 'capped'
            WHEN p_energy < 0 THEN 'floored' ELSE 'ratio' END AS h_energy,
        CASE WHEN state IS NOT NULL OR NOT above_scale THEN NULL WHEN v_emission IS NULL
                THEN CASE WHEN mean_emission IS NULL THEN 'missing-no-mean' ELSE 'missing-group-mean' END
            WHEN p_emission IS NULL THEN 'no-base' WHEN p_emission > 15 THEN 'capped'
            WHEN p_emission < 0 THEN 'floored' ELSE 'ratio' END AS h_emission,
        CASE WHEN state IS NOT NULL OR NOT above_scale THEN NULL WHEN v_labour IS NULL THEN 'missing-zero'
            WHEN p_labour IS NULL THEN 'no-base' WHEN p_labour > 15 THEN 'capped'
            WHEN p_labour < 0 THEN 'floored' ELSE 'ratio' END AS h_labour,
        CASE WHEN state IS NOT NULL OR NOT above_scale THEN NULL WHEN v_rd IS NULL THEN 'missing-zero'
            WHEN p_rd IS NULL THEN 'no-base' WHEN p_rd > 15 THEN 'capped'
            WHEN p_rd < 0 THEN 'floored' ELSE 'ratio' END AS h_rd,
        CASE WHEN state IS NOT NULL OR above_scale THEN NULL WHEN v_kwh IS NULL THEN 'missing-zero'
            WHEN p_kwh IS NULL THEN 'no-base' WHEN p_kwh > 75 THEN 'capped'
            WHEN p_kwh < 0 THEN 'floored' ELSE 'ratio' END AS h_kwh,
        CASE WHEN state IS NULL THEN coalesce(least(greatest(p_tax, 0), cap_tax), 0)::DECIMAL(18, 6) END AS s_tax,
        CASE WHEN state IS NULL AND above_scale
            THEN coalesce(least(greatest(p_added, 0), 30), 0)::DECIMAL(18, 6) END AS s_added,
        CASE WHEN state IS NULL AND above_scale
            THEN coalesce(least(greatest(p_energy, 0), 30), 0)::DECIMAL(18, 6) END AS s_energy,
        CASE WHEN state IS NOT NULL OR NOT above_scale THEN NULL WHEN v_emission IS NULL THEN coalesce(mean_emission, 0)
            ELSE coalesce(least(greatest(p_emission, 0), 15), 0)::DECIMAL(18, 6) END AS s_emission,
        CASE WHEN state IS NULL AND above_scale
            THEN coalesce(least(greatest(p_labour, 0), 15), 0)::DECIMAL(18, 6) END AS s_labour,
        CASE WHEN state IS NULL AND above_scale
            THEN coalesce(least(greatest(p_rd, 0), 15), 0)::DECIMAL(18, 6) END AS s_rd,
        CASE WHEN state IS NULL AND NOT above_scale
            THEN coalesce(least(greatest(p_kwh, 0), 75), 0)::DECIMAL(18, 6) END AS s_kwh
    FROM points LEFT JOIN means USING (county)
),
totals AS (
    SELECT
        *,
        CASE WHEN state IS NULL THEN (
            s_tax + coalesce(s_added, 0) + coalesce(s_energy, 0) + coalesce(s_emission, 0)
            + coalesce(s_labour, 0) + coalesce(s_rd, 0) + coalesce(s_kwh, 0)
        )::DECIMAL(18, 4) END AS total
    FROM scored
),
ranked AS (
    SELECT
        *,
        CASE WHEN total IS NOT NULL
            THEN rank() OVER (PARTITION BY county, above_scale ORDER BY total DESC NULLS LAST) END AS rank,
        nullif(count(total) OVER (PARTITION BY county, above_scale), 0) AS of
    FROM totals
),
cut AS (
    SELECT
        *,
        CASE WHEN total IS NULL THEN NULL WHEN rank * 100 <= of * 20 THEN 'A' WHEN rank * 100 <= of * 80 THEN 'B'
            WHEN rank * 100 <= of * 95 THEN 'C' ELSE 'D' END AS grade_cut,
        total IS NOT NULL AND enterprise IN (
            SELECT enterprise FROM marks WHERE year = 2020 AND mark IN (
                'major-accident', 'serious-pollution', 'serious-dishonesty', 'outdated-capacity', 'illegal-land'
            )
        ) AS vetoed
    FROM ranked
)
SELECT
    enterprise, year, name, county, industry, size,
    CASE WHEN above_scale THEN 'above-scale' ELSE 'below-scale' END AS "group",
    state,
    CASE WHEN vetoed THEN 'D' ELSE grade_cut END AS treated_as,
    v_tax AS value_tax_per_mu, b_tax AS base_tax_per_mu,
    s_tax AS score_tax_per_mu, h_tax AS how_tax_per_mu,
    v_added AS value_value_added_per_mu, b_added AS base_value_added_per_mu,
    s_added AS score_value_added_per_mu, h_added AS how_value_added_per_mu,
    v_energy AS value_value_added_per_energy, b_energy AS base_value_added_per_energy,
    s_energy AS score_value_added_per_energy, h_energy AS how_value_added_per_energy,
    v_emission AS value_value_added_per_emission, b_emission AS base_value_added_per_emission,
    s_emission AS score_value_added_per_emission, h_emission AS how_value_added_per_emission,
    v_labour AS value_labour_productivity, b_labour AS base_labour_productivity,
    s_labour AS score_labour_productivity, h_labour AS how_labour_productivity,
    v_rd AS value_rd_share, b_rd AS base_rd_share, s_rd AS score_rd_share, h_rd AS how_rd_share,
    v_kwh AS value_tax_per_kwh, b_kwh AS base_tax_per_kwh, s_kwh AS score_tax_per_kwh, h_kwh AS how_tax_per_kwh,
    0::DECIMAL(18, 6) AS adjustment,
    total, rank, of, grade_cut,
    CASE WHEN vetoed THEN 'D' ELSE grade_cut END AS grade,
    CASE WHEN vetoed AND grade_cut <> 'D' THEN 'veto' END AS moved_by
FROM cut
ORDER BY enterprise
