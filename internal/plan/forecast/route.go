package forecast

// Method says which way a forecast was made.
type Method string

// The methods, as they are printed.
const (
	Nothing  Method = "none"         // nothing was ever sold
	Average  Method = "average"      // the mean, drawn to that of the group
	Level    Method = "level"        // a smoothed level, with the group's season
	Sporadic Method = "intermittent" // TSB, for what is not sold in every period
	Short    Method = "short blend"  // members without a season of their own
	Blend    Method = "blend"
)

// why explains a method to who reads the forecast.
func (m Method) why(f Frequency) string {
	switch m {
	case Nothing:
		return "Nothing was sold yet, so nothing can be expected from history."
	case Average:
		return "The history is too short for more than its average."
	case Level:
		return "The history is shorter than a cycle: a smoothed level, with the season of the group where there is one."
	case Sporadic:
		return "There are many periods without any sale: how often and how much is sold are followed one by one. Look at the sum rather than at single periods."
	case Short:
		return "The history is shorter than two cycles: trends of several kinds, with the season of the group where there is one."
	default:
		if f.Season() > 1 {
			return "Trends of several kinds and a season as far as the history supports it, averaged."
		}
		return "Trends of several kinds, averaged."
	}
}

// lengths are how many known values a method needs.
type lengths struct{ level, short, blend int }

func (f Frequency) lengths() lengths {
	switch f {
	case Yearly:
		return lengths{level: 4, short: 6, blend: 6}
	case Quarterly:
		return lengths{level: 4, short: 6, blend: 8}
	case Monthly:
		return lengths{level: 6, short: 12, blend: 24}
	case Weekly:
		return lengths{level: 6, short: 13, blend: 104}
	default:
		return lengths{level: 6, short: 8, blend: 14}
	}
}

// route chooses the method by what the history holds.
func (x shape) route() Method {
	n, need := x.known(), x.freq.lengths()
	activity := ActivityOf(x.values)
	switch {
	case activity.Interval == 0:
		return Nothing
	case n < need.level:
		return Average
	case activity.Interval >= often && !x.signed:
		return Sporadic
	case n < need.short:
		return Level
	case n < need.blend:
		return Short
	default:
		return Blend
	}
}

// profile measures the season of the values as far as the method has one.
func (x shape) profile(method Method, b borrowed) Profile {
	multiplicative := factors(x.values)
	expected := b.expected(x.m, multiplicative)
	given := Profile{Index: expected, Multiplicative: multiplicative}
	switch method {
	case Blend:
		p, ratios := measured(x.values, x.seasons, x.m, multiplicative)
		if p.Index == nil {
			return given
		}
		return p.shrunk(ratios, expected, b.believed)
	case Level, Short:
		return given
	default:
		return flat(x.m, multiplicative)
	}
}
