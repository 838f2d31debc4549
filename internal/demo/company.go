package demo

import "github.com/attainhq/attain/internal/period"

// company writes what there is: territories, people and products.
func (r *run) company() {
	for _, p := range r.places {
		r.out.territories.row(p.id, p.name, regionTable()[p.region].name)
	}
	for _, p := range r.people {
		manager := ""
		if p.manager >= 0 {
			manager = r.people[p.manager].id
		}
		r.out.people.row(p.id, p.name, p.title, p.group, manager, p.hired, p.left)
		for i, t := range p.stints {
			s := r.seats[t.seat]
			r.out.coverage.row(p.id, r.places[s.place].id, t.during.Start, t.during.End)
			if i > 0 {
				r.out.moves.row(p.id, r.people[s.manager].id, t.during.Start)
			}
		}
	}
	for _, p := range r.products {
		r.out.products.row(p.id, p.name, p.category, p.price)
	}
	for i, s := range []struct{ name, means string }{
		{"New", ""}, {"Contacted", ""}, {"Qualified", "qualified"}, {"Converted", "converted"}, {"Disqualified", "lost"},
	} {
		r.out.stages.row("lead", s.name, i+1, s.means)
	}
	for i, s := range dealStages() {
		r.out.stages.row("opportunity", s.name, i+1, s.means)
	}
}

// market writes how large the market is: by segment, in all, and by territory.
func (r *run) market() {
	const (
		worth = 14_000 // EUR that an account of middling size spends in a year, with whomever
		grows = 4      // per cent a year
	)
	for year := r.days.Start.Year(); year <= r.Today.Year(); year++ {
		first, growth := period.NewDate(year, 1, 1), 100+grows*(year-r.days.Start.Year())
		accounts, value := 0, 0
		for _, s := range segmentTable() {
			n := s.market * len(r.seats)
			spent := n * worth / 100 * int(100*s.size) / 100 * growth
			r.out.market.row("segment", s.name, first, n, spent)
			accounts, value = accounts+n, value+spent
		}
		r.out.market.row("company", "", first, accounts, value)
		for _, p := range r.places {
			part := int(p.pull * float64(p.seats) * 1000)
			r.out.market.row("territory", p.id, first, accounts*part/len(r.seats)/1000, value/len(r.seats)*part/1000)
		}
	}
}

// training writes which courses the sellers were asked to take, and when they
// did. The laggard took one of them.
func (r *run) training() {
	const takes, onboarding = 0.84, 21
	for i, p := range r.people {
		if p.group == "" {
			continue
		}
		c := newChance(r.Seed, "training", i)
		if p.hired >= r.days.Start {
			r.course(p, "Onboarding", r.workday(p.hired.Add(onboarding+c.IntN(onboarding))))
		}
		for n, course := range []string{"Product certification", "Discovery calls", "Negotiation"} {
			from := max(p.hired.Add(30), r.days.Start)
			day := r.workday(from.Add(c.IntN(max(1, int(r.Today-from)+60))))
			if !c.yes(takes) || p.id == r.Stories.Laggard && n > 0 {
				day = period.Never
			}
			r.course(p, course, day)
		}
	}
}

func (r *run) course(p person, name string, day period.Date) {
	if day > r.Today || day >= p.left {
		day = period.Never
	}
	r.out.training.row(p.id, name, day)
}
