package app_test

import (
	"cmp"
	"math/big"
	"slices"
	"testing"

	"github.com/attainhq/attain/internal/money"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
)

// purchase is an order of the example's files, with what of it counts where.
// Everything about purchases is computed here by loops over the rows of the
// files, from the definitions in words (methods.md 5.1, the catalogue), and by
// nothing of package metric.
type purchase struct {
	day      period.Date
	customer string
	at       map[org.NodeID]*portion
}

// portion is what a purchase brought to a node.
type portion struct{ revenue, cost, units money.Amount }

// purchases reads the files: the orders by day and, within a day, by number.
func purchases(t *testing.T) []purchase {
	t.Helper()
	index := func(name, key string) map[string]map[string]string {
		rows := map[string]map[string]string{}
		for _, r := range exampleRows(t, "adventureworks/"+name+".csv") {
			rows[r[key]] = r
		}
		return rows
	}
	products, subs := index("product", "ProductID"), index("product_subcategory", "ProductSubcategoryID")
	customers, territories, sellers := index("customer", "CustomerID"), index("sales_territory", "TerritoryID"), index("sales_person", "SalesPersonID")
	lines := map[string][]map[string]string{}
	for _, l := range exampleRows(t, "adventureworks/sales_order_detail.csv") {
		lines[l["SalesOrderID"]] = append(lines[l["SalesOrderID"]], l)
	}
	headers := exampleRows(t, "adventureworks/sales_order_header.csv")
	slices.SortStableFunc(headers, func(a, b map[string]string) int {
		return cmp.Compare(a["OrderDate"]+a["SalesOrderID"], b["OrderDate"]+b["SalesOrderID"])
	})
	all := make([]purchase, 0, len(headers))
	for _, h := range headers {
		p := purchase{day: period.MustDate(h["OrderDate"]), customer: h["CustomerID"], at: map[org.NodeID]*portion{}}
		segment := "segment:Consumer"
		if customers[h["CustomerID"]]["StoreID"] != "" {
			segment = "segment:Store"
		}
		places := []string{string(bikeMaker), segment, "customer:" + h["CustomerID"], "territory:" + h["TerritoryID"], "region:" + territories[h["TerritoryID"]]["Group"]}
		if s := h["SalesPersonID"]; s != "" {
			places = append(places, string(org.CreditedOf(bikeMaker)), "person:"+s, "team:"+groupOf(territories, sellers[s]))
			for boss := bossOf(s); boss != ""; boss = bossOf(boss) {
				places = append(places, "team:"+boss)
			}
		}
		for i, part := range settled(t, lines[h["SalesOrderID"]], h["SubTotal"]) {
			l := lines[h["SalesOrderID"]][i]
			product := products[l["ProductID"]]
			part.cost = amount(t, product["StandardCost"]) * money.Amount(whole(t, l["OrderQty"]))
			part.units = amount(t, l["OrderQty"])
			sub := subs[product["ProductSubcategoryID"]]
			for _, id := range append(slices.Clone(places), "product:"+l["ProductID"], "subcategory:"+sub["ProductSubcategoryID"], "category:"+sub["ProductCategoryID"]) {
				p.add(org.NodeID(id), part)
			}
		}
		all = append(all, p)
	}
	return all
}

func (p purchase) add(id org.NodeID, part portion) {
	if p.at[id] == nil {
		p.at[id] = &portion{}
	}
	at := p.at[id]
	at.revenue, at.cost, at.units = at.revenue+part.revenue, at.cost+part.cost, at.units+part.units
}

// settled rounds the lines of an order so that they sum to its total
// (docs/guide/import.md, "Orders that sum").
func settled(t *testing.T, lines []map[string]string, total string) []portion {
	t.Helper()
	parts := make([]portion, len(lines))
	exact, given := new(big.Rat), money.Amount(0)
	for i, l := range lines {
		value, ok := new(big.Rat).SetString(l["LineTotal"])
		if !ok {
			t.Fatalf("%q is no number", l["LineTotal"])
		}
		exact.Add(exact, value)
		upTo := fourDecimals(exact.Num(), exact.Denom())
		if i == len(lines)-1 {
			upTo = amount(t, total)
		}
		parts[i].revenue, given = upTo-given, upTo
	}
	return parts
}

// fourDecimals divides and rounds half away from zero.
func fourDecimals(num, den *big.Int) money.Amount {
	const scale = 10_000
	n := new(big.Int).Mul(new(big.Int).Abs(num), big.NewInt(2*scale))
	n.Add(n, den).Quo(n, new(big.Int).Mul(big.NewInt(2), den))
	return money.Amount(n.Int64() * int64(num.Sign()))
}

// divided is a ratio as it should be shown; "none" of nothing.
func divided(num, den int64) string {
	if den <= 0 {
		return "none"
	}
	return fourDecimals(big.NewInt(num), big.NewInt(den)).String()
}

// groupOf returns the group of a sales person, by current territory.
func groupOf(territories map[string]map[string]string, seller map[string]string) string {
	if seller["TerritoryID"] == "" {
		return "No territory"
	}
	return territories[seller["TerritoryID"]]["Group"]
}

// bossOf reads the tree of the sales department, as Microsoft describes it: the
// three regional managers report to the head of sales (273).
func bossOf(person string) string {
	switch {
	case person >= "275" && person <= "284":
		return "274"
	case person == "286":
		return "285"
	case person >= "288" && person <= "290":
		return "287"
	case person == "274", person == "285", person == "287":
		return "273"
	}
	return ""
}
