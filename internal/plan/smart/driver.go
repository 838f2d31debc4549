package smart

import (
	"slices"
	"strings"

	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
)

// drivers says what each metric drives directly: the driver tree of methods.md
// 6.1, from activities to profit. A metric without an entry is unknown; one
// with an empty entry is an end in itself.
var drivers = map[string][]string{
	"profit":                 {},
	"revenue":                {"profit", "market_share"},
	"market_share":           {},
	"margin":                 {"profit"},
	"discount":               {"margin", "revenue", "win_rate"},
	"units":                  {"revenue"},
	"orders":                 {"revenue"},
	"average_order":          {"revenue"},
	"new_customers":          {"revenue", "active_customers", "penetration"},
	"overlay_revenue":        {"revenue"},
	"deals_won":              {"revenue", "new_customers"},
	"deals_won_value":        {"revenue"},
	"deals_lost":             {"win_rate"},
	"deals_lost_value":       {"win_rate_value"},
	"average_deal":           {"deals_won_value", "revenue"},
	"win_rate":               {"deals_won"},
	"win_rate_value":         {"deals_won_value"},
	"sales_cycle":            {"deals_won", "revenue"},
	"opportunities":          {"pipeline_created", "deals_won"},
	"pipeline_created":       {"pipeline_open"},
	"pipeline_open":          {"coverage", "deals_won_value"},
	"coverage":               {"revenue"},
	"leads":                  {"leads_qualified", "opportunities"},
	"leads_qualified":        {"opportunities"},
	"lead_qualification":     {"leads_qualified"},
	"lead_conversion":        {"deals_won"},
	"lead_conversion_period": {"deals_won"},
	"conversion":             {"deals_won"},
	"conversion_period":      {"deals_won"},
	"activities":             {"leads", "opportunities", "win_rate"},
	"retention":              {"active_customers", "revenue", "grr"},
	"churn":                  {"retention"},
	"repeat_rate":            {"orders", "retention"},
	"active_customers":       {"revenue"},
	"penetration":            {"revenue"},
	"nrr":                    {"revenue"},
	"grr":                    {"nrr", "revenue"},
	"csat":                   {"retention"},
	"nps":                    {"retention"},
	"training_completed":     {"win_rate", "average_deal", "activities"},
}

// drivePath returns the shortest way from a metric to what it drives, both
// included; nil when there is none. known is false for a metric that the tree
// does not hold.
func drivePath(from, to string) (path []string, known bool) {
	if from == to {
		return []string{from}, true
	}
	if _, known := drivers[from]; !known {
		return nil, false
	}
	paths := [][]string{{from}}
	seen := map[string]bool{from: true}
	for len(paths) > 0 {
		path, paths = paths[0], paths[1:]
		for _, next := range drivers[path[len(path)-1]] {
			if seen[next] {
				continue
			}
			seen[next] = true
			longer := append(slices.Clone(path), next)
			if next == to {
				return longer, true
			}
			paths = append(paths, longer)
		}
	}
	return nil, true
}

// base returns the id without scope and parameters: conversion:lead>won|x is
// conversion.
func base(id metric.Series) metric.Series {
	text, _, _ := strings.Cut(string(id), "|")
	text, _, _ = strings.Cut(text, ":")
	return metric.Series(text)
}

// plain writes the id of a metric as words.
func plain(id string) string { return strings.ReplaceAll(id, "_", " ") }

func sameScope(a, b []org.NodeID) bool { return slices.Equal(a, b) }
