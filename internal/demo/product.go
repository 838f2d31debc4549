package demo

import (
	"math"

	"github.com/attainhq/attain/internal/period"
)

// cents are hundredths of a currency unit.
type cents int64

// sort of product: how it is sold.
type sort int

const (
	hardware     sort = iota // bought by the piece
	subscription             // paid per month, billed per year
	service                  // by the day
	consumable               // bought again and again
)

// product is what is sold.
type product struct {
	id, name, category string
	sort               sort
	price              int     // list price in EUR in the first year; per month for a subscription
	cost               int     // of 100 of the price
	weight             float64 // how much it is asked for among its sort
	life               life
}

// life says how the demand for a product runs.
type life int

const (
	steady  life = iota
	dying        // nobody wants it any more
	heir         // takes the place of the dying one
	novelty      // came to the market not long ago
)

// catalogue lists the products. The ids say the category and a number.
func catalogue() []product {
	return []product{
		{"S-110", "Pressure sensor S110", "Sensors", hardware, 240, 44, 3, steady},
		{"S-120", "Pressure sensor S120 Ex", "Sensors", hardware, 410, 42, 2, steady},
		{"S-210", "Temperature sensor S210", "Sensors", hardware, 160, 47, 3, steady},
		{"S-220", "Temperature sensor S220 Pro", "Sensors", hardware, 290, 45, 2, steady},
		{"S-310", "Flow meter S310", "Sensors", hardware, 980, 46, 2.5, steady},
		{"S-320", "Flow meter S320 Clamp", "Sensors", hardware, 1450, 43, 1.5, steady},
		{"S-410", "Gas detector S410", "Sensors", hardware, 720, 48, 1.5, steady},
		{"S-420", "Gas detector S420 Multi", "Sensors", hardware, 1180, 45, 1, steady},
		{"S-510", "Vibration sensor S510", "Sensors", hardware, 530, 41, 2, steady},
		{"S-600", "Wireless sensor S600", "Sensors", hardware, 640, 40, 2.5, novelty},
		{"G-100", "Gateway G100", "Gateways", hardware, 890, 54, 2.5, steady},
		{"G-200", "Gateway G200 Industrial", "Gateways", hardware, 1690, 51, 2, steady},
		{"G-300", "Gateway G300 Cellular", "Gateways", hardware, 2250, 50, 1.5, steady},
		{"G-400", "Edge controller G400", "Gateways", hardware, 3900, 49, 1, steady},
		{"G-500", "Cabinet G500", "Gateways", hardware, 5200, 57, 0.5, steady},
		{"H-200", "Trace 2 handheld", "Handhelds", hardware, 1950, 52, 5, dying},
		{"H-300", "Trace 3 handheld", "Handhelds", hardware, 2380, 45, 4.5, heir},
		{"H-410", "Calibrator C10", "Handhelds", hardware, 3100, 47, 1, steady},
		{"H-420", "Calibrator C20 Pro", "Handhelds", hardware, 4650, 46, 0.6, steady},
		{"A-100", "Insight Basic", "Software", subscription, 60, 16, 3, steady},
		{"A-200", "Insight Team", "Software", subscription, 110, 15, 2.5, steady},
		{"A-300", "Insight Enterprise", "Software", subscription, 190, 14, 1, steady},
		{"A-400", "Alarm service", "Software", subscription, 45, 22, 1.5, steady},
		{"A-500", "Predict add-on", "Software", subscription, 85, 18, 1, novelty},
		{"A-600", "Compliance archive", "Software", subscription, 35, 20, 1, steady},
		{"V-100", "Installation day", "Services", service, 980, 63, 3, steady},
		{"V-200", "Commissioning day", "Services", service, 1150, 61, 2, steady},
		{"V-300", "Training day", "Services", service, 1050, 55, 1.5, steady},
		{"V-400", "Calibration on site", "Services", service, 860, 64, 2, steady},
		{"V-500", "Consulting day", "Services", service, 1400, 58, 0.8, steady},
		{"C-110", "Probe set P1", "Accessories", consumable, 95, 38, 3, steady},
		{"C-120", "Probe set P2", "Accessories", consumable, 140, 37, 2, steady},
		{"C-210", "Mounting kit", "Accessories", consumable, 48, 45, 3, steady},
		{"C-220", "Cable set 10 m", "Accessories", consumable, 62, 50, 2.5, steady},
		{"C-310", "Battery pack", "Accessories", consumable, 75, 55, 3, steady},
		{"C-320", "Charging station", "Accessories", consumable, 185, 52, 1, steady},
		{"C-410", "Calibration gas", "Accessories", consumable, 130, 48, 2, steady},
		{"C-420", "Filter cartridges", "Accessories", consumable, 39, 40, 3, steady},
		{"C-510", "Carrying case", "Accessories", consumable, 110, 43, 1, steady},
		{"C-610", "Spare display", "Accessories", consumable, 260, 49, 0.7, steady},
	}
}

// lifespan tells when the lives of products turn.
type lifespan struct {
	decline period.Date // demand for the dying product begins to fall
	end     period.Date // nobody buys it from here on
	launch  period.Date // of the heir
	novelty period.Date // of the novelty
}

// demand returns how much a product is asked for on a day.
func (l lifespan) demand(p product, d period.Date) float64 {
	const halfLife, spread = 55.0, 240
	switch p.life {
	case dying:
		switch {
		case d >= l.end:
			return 0
		case d > l.decline:
			return p.weight * math.Exp2(-float64(d-l.decline)/halfLife)
		}
	case heir:
		return p.weight * fade(d, l.launch, spread)
	case novelty:
		return p.weight * fade(d, l.novelty, spread)
	}
	return p.weight
}

// price returns the list price of a product on a day in a currency. Prices rise
// by 3 % every January, and are whole numbers.
func (w *World) price(p product, d period.Date, currency string) cents {
	const dollars = 1.12 // what a price in EUR is multiplied by in the price list for the USA
	price := float64(p.price) * math.Pow(1.03, float64(d.Year()-w.days.Start.Year()))
	if currency == "USD" {
		price *= dollars
	}
	return cents(math.Round(price)) * 100
}
