package chance

// Values returns the values that are possible with their shares, ascending.
// What lies beyond what was seen is not among them.
func (s Spread) Values() []Weighted {
	values := make([]Weighted, len(s.values))
	before := 0.0
	for i, v := range s.values {
		values[i] = Weighted{v, s.upTo[i] - before}
		before = s.upTo[i]
	}
	return values
}

// Condense returns n values at most for many: where there are more, the means
// of n equal parts. The mean stays, and the weights sum to 1.
func Condense(values []Weighted, n int) []Weighted {
	all := Of(values).Values()
	if len(all) <= n {
		return all
	}
	out := make([]Weighted, 0, n)
	var part Weighted // Value is the sum of its values
	room := 1 / float64(n)
	for i, v := range all {
		for v.Weight > 0 {
			take := min(v.Weight, room)
			if len(out) == n-1 {
				take = v.Weight // the last part takes what rounding left
			}
			part.Value, part.Weight = part.Value+take*v.Value, part.Weight+take
			v.Weight, room = v.Weight-take, room-take
			if last := i == len(all)-1 && v.Weight <= 0; last || room <= 0 && len(out) < n-1 {
				out = append(out, Weighted{Value: part.Value / part.Weight, Weight: part.Weight})
				part, room = Weighted{}, 1/float64(n)
			}
		}
	}
	return out
}
