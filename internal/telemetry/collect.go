package telemetry

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Pool says how busy a pool of database connections is.
type Pool struct {
	Name              string
	Most, Open, InUse int
	Waited            int64
	WaitTime          time.Duration
}

// Imports counts the imports in a state.
type Imports struct {
	State  string
	Count  int
	Oldest time.Time // when the oldest of them began
}

// Source is what is asked each time Prometheus asks.
type Source interface {
	Pools() []Pool
	Imports(ctx context.Context) ([]Imports, error)
}

// Watch shows what the source says.
func (t *Telemetry) Watch(s Source) {
	about := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	t.registry.MustRegister(&collector{
		Telemetry: t, source: s,
		most:     about("attain_database_connections_max", "Most connections that a pool may open.", "pool"),
		open:     about("attain_database_connections_open", "Open connections.", "pool"),
		used:     about("attain_database_connections_in_use", "Connections that are at work.", "pool"),
		waited:   about("attain_database_waits_total", "How often a connection had to be waited for.", "pool"),
		waitTime: about("attain_database_wait_seconds_total", "Time spent waiting for connections.", "pool"),
		imports:  about("attain_imports", "Imports by state.", "state"),
		age:      about("attain_import_oldest_running_seconds", "Age of the oldest import that runs; 0 when none does."),
	})
}

type collector struct {
	*Telemetry
	source                                           Source
	most, open, used, waited, waitTime, imports, age *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.most, c.open, c.used, c.waited, c.waitTime, c.imports, c.age} {
		to <- d
	}
}

// Collect implements prometheus.Collector. What cannot be had now is left out;
// the rest is shown.
func (c *collector) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	counter := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, value, labels...)
	}
	for _, p := range c.source.Pools() {
		gauge(c.most, float64(p.Most), p.Name)
		gauge(c.open, float64(p.Open), p.Name)
		gauge(c.used, float64(p.InUse), p.Name)
		counter(c.waited, float64(p.Waited), p.Name)
		counter(c.waitTime, p.WaitTime.Seconds(), p.Name)
	}
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	states, err := c.source.Imports(ctx)
	if err != nil {
		c.failed("query", err)
		return
	}
	age := 0.0
	for _, s := range states {
		gauge(c.imports, float64(s.Count), s.State)
		if s.State == "running" {
			age = max(0, c.now().Sub(s.Oldest).Seconds())
		}
	}
	gauge(c.age, age)
}
