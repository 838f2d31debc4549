package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/action/alert"
	"github.com/attainhq/attain/internal/action/catchup"
	"github.com/attainhq/attain/internal/action/checkin"
	"github.com/attainhq/attain/internal/action/contest"
	"github.com/attainhq/attain/internal/action/followup"
	"github.com/attainhq/attain/internal/action/recognition"
	"github.com/attainhq/attain/internal/action/scorecard"
	"github.com/attainhq/attain/internal/action/training"
	"github.com/attainhq/attain/internal/fact"
	"github.com/attainhq/attain/internal/ingest"
	"github.com/attainhq/attain/internal/insight/fairness"
	"github.com/attainhq/attain/internal/insight/funnel"
	"github.com/attainhq/attain/internal/insight/gap"
	"github.com/attainhq/attain/internal/insight/movement"
	"github.com/attainhq/attain/internal/insight/pattern"
	"github.com/attainhq/attain/internal/insight/shadow"
	"github.com/attainhq/attain/internal/insight/tradeoff"
	"github.com/attainhq/attain/internal/metric"
	"github.com/attainhq/attain/internal/org"
	"github.com/attainhq/attain/internal/period"
	"github.com/attainhq/attain/internal/pipeline"
	"github.com/attainhq/attain/internal/plan/goal"
	"github.com/attainhq/attain/internal/plan/market"
	"github.com/attainhq/attain/internal/rollout"
	"github.com/attainhq/attain/internal/track/advise"
	"github.com/attainhq/attain/internal/track/attain"
	"github.com/attainhq/attain/internal/track/call"
	"github.com/attainhq/attain/internal/track/foresee"
)

// Store is what the interface reads and writes besides what the services do.
type Store interface {
	Organisations
	Directory
	Records
	Imports
	Database
}

// Organisations keeps organisations and tells when something of them changed.
type Organisations interface {
	Organisation(ctx context.Context, orgID string) (org.Organisation, error)
	SaveOrganisation(ctx context.Context, o org.Organisation) error
	Curves(ctx context.Context, orgID string) (map[metric.Series]attain.Curve, error)
	MarketIndex(ctx context.Context, orgID string) ([]market.Month, error)
	SaveMarketIndex(ctx context.Context, orgID string, said []market.Said, today period.Date, by string, at time.Time) (changed int, err error)
	SaveCurve(ctx context.Context, orgID string, m metric.Series, curve attain.Curve, by string, at time.Time) error
	// Span tells whether the organisation has any facts.
	Span(ctx context.Context, orgID string, root org.NodeID, asOf period.Date) (span period.Range, ok bool, err error)
	// Pulse grows with every change of facts, by whatever process.
	Pulse(ctx context.Context, orgID string) (int64, error)
	// Follow calls heard with an organisation and its pulse as changes are
	// committed, by whatever process, until the context ends. It tells hearing
	// when that begins to work and when it ends; until then, and where it never
	// works, the pulse has to be asked for.
	Follow(ctx context.Context, heard func(orgID string, pulse int64), hearing func(bool))
}

// Directory finds nodes. Reads that take a scope return only what it sees.
type Directory interface {
	Nodes(ctx context.Context, scope access.Scope, day period.Date, f org.Filter) ([]org.Node, error)
	Node(ctx context.Context, scope access.Scope, day period.Date, id org.NodeID) (org.Node, error)
	Teams(ctx context.Context, orgID string) (*org.Teams, error)
	Book(ctx context.Context, orgID string) (*metric.Book, error)
	Catalogue(ctx context.Context, orgID string) (metric.Catalogue, error)
	// CustomVersions returns all definitions of a user's metric, the oldest first.
	CustomVersions(ctx context.Context, orgID string, id metric.Series) ([]pipeline.CustomVersion, error)
	// Aliases returns what else sources call nodes.
	Aliases(ctx context.Context, orgID string) (map[org.NodeID]org.NodeID, error)
}

// Records reads single facts and targets. They know no scope: the handlers ask
// for what the caller sees.
type Records interface {
	NodeTargets(ctx context.Context, orgID string, node org.NodeID, m metric.Series) ([]goal.Target, error)
	SaleHistory(ctx context.Context, orgID string, key fact.Key) ([]fact.Version, error)
}

// Imports keeps imports and the rows that they could not use.
type Imports interface {
	Batch(ctx context.Context, orgID, id string) (pipeline.Batch, error)
	RecentBatches(ctx context.Context, orgID, before string, limit int) ([]pipeline.Batch, error)
	Quarantine(ctx context.Context, orgID, batch string, unresolvedOnly bool) ([]pipeline.Quarantined, error)
	// QuarantineCounts returns how many rows of each of the imports still wait.
	QuarantineCounts(ctx context.Context, orgID string, batches []string) (map[string]int, error)
	SaveQuarantined(ctx context.Context, orgID string, q pipeline.Quarantined) error
	// StopBatch asks a running import to stop, on whatever server it runs.
	StopBatch(ctx context.Context, orgID, id string, at time.Time) error
}

// Deps is what the interface stands on. All fields without a remark must be
// set.
type Deps struct {
	OrgID    string // the organisation that people sign in to
	Store    Store
	Access   *access.Service
	Attain   *attain.Service
	Advise   *advise.Service
	Calls    *call.Service
	Foresee  *foresee.Service
	Shadow   *shadow.Service
	Gap      *gap.Service
	Movement *movement.Service
	Funnel   *funnel.Service
	Trades   *tradeoff.Service
	Fairness *fairness.Service
	Patterns *pattern.Service
	CatchUp  *catchup.Service
	Follow   *followup.Service
	Checkins *checkin.Service
	Training *training.Service
	Contests *contest.Service
	Alerts   *alert.Service
	Honours  *recognition.Service
	Cards    *scorecard.Service
	Pipeline *pipeline.Pipeline
	Rollout  *rollout.Service
	Plans    *pipeline.Plans
	// Workbooks writes and reads the spreadsheets of plans.
	Workbooks Workbooks
	// OpenFolder opens uploaded files for an import. A source that has a Close
	// method is closed afterwards.
	OpenFolder func(dir string) (ingest.Source, error)
	Page       http.Handler // answers every path outside /api; nil: not found
	Now        func() time.Time
	Log        *slog.Logger

	// Watch is told of every request; nil: nobody measures.
	Watch Watch

	// UploadDir is where uploaded files lie while they are imported; "" is the
	// system's folder for temporary files.
	UploadDir string
	MaxUpload int64 // bytes of one upload; 0: 2 GiB
	Limits    Limits
	// BaseURL is the address that browsers use when a proxy stands before the
	// server; "" when there is none. With https, cookies are always Secure.
	BaseURL string
	// TrustProxy believes X-Forwarded-Proto and X-Forwarded-For. Set it only
	// when every request comes through a proxy that sets them.
	TrustProxy bool
}

// Watch is told of every request, for those who measure them. Its methods are
// called from many goroutines.
type Watch interface {
	// Request is called when a request begins, and done when it was answered: by
	// which route, with which status, and whether it was a stream of events.
	Request(r *http.Request) (ctx context.Context, done func(route string, status int, stream bool))
}

// API serves the REST interface. Its zero value is of no use; see New.
type API struct {
	Deps
	huma    huma.API
	mux     *http.ServeMux
	routes  []string // the patterns of all operations
	origins *http.CrossOriginProtection
	hub     *hub
	jobs    *jobs
	limits  Limits
	gate    *gate
	walls   wallUse
	secure  bool // browsers always come by https

	draining atomic.Bool // no new work should come here
}

const (
	defaultMaxUpload = 2 << 30
	maxBody          = 1 << 20 // of a request that is no upload
	prefix           = "/api/v1"
)

// New returns the interface. Call Start before serving its Handler, and Stop
// after the server has stopped.
func New(deps Deps) (*API, error) {
	if deps.MaxUpload == 0 {
		deps.MaxUpload = defaultMaxUpload
	}
	if deps.UploadDir == "" {
		deps.UploadDir = os.TempDir()
	}
	a := newAPI(deps)
	if deps.BaseURL != "" {
		base, err := url.Parse(deps.BaseURL)
		if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
			return nil, errors.New("the base URL must be written like https://attain.example.com")
		}
		a.secure = base.Scheme == "https"
		if err := a.origins.AddTrustedOrigin(base.Scheme + "://" + base.Host); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// newAPI registers all operations; nothing is called yet.
func newAPI(deps Deps) *API {
	a := &API{Deps: deps, origins: http.NewCrossOriginProtection(), mux: http.NewServeMux(), limits: deps.Limits.orDefaults()}
	a.gate = newGate(a.limits)
	a.jobs = newJobs()
	a.hub = newHub(deps, func(batch string) bool { _, here := a.jobs.find(batch); return here })
	a.describe()
	for _, register := range []func(*API){
		sessionRoutes, setupRoutes, organisationRoutes, metricRoutes, periodRoutes, closeRoutes, nodeRoutes, attainmentRoutes, outlookRoutes, endsRoutes, fairnessRoutes, curveRoutes, marketRoutes,
		insightRoutes, receiptRoutes, shadowRoutes, funnelRoutes, patternRoutes,
		homeRoutes, catchUpRoutes, followUpRoutes, checkinRoutes, trainingRoutes, contestRoutes, alertRoutes, recognitionRoutes, wallRoutes, scorecardRoutes,
		targetRoutes, suggestionRoutes, goalRoutes, planRoutes, planFileRoutes, callRoutes, saleRoutes, importRoutes, quarantineRoutes, userRoutes, tokenRoutes, eventRoutes, healthRoutes,
	} {
		register(a)
	}
	return a
}

// Streams returns how many event streams are open.
func (a *API) Streams() int { return a.hub.streams() }

// Refusing reports whether nothing can be written now.
func (a *API) Refusing() bool { return a.Store.Refusing() != nil }

// Publish tells open pages of a change; it never blocks. It is the pipeline's
// beat.
func (a *API) Publish(b pipeline.Beat) { a.hub.publish(b) }

// Foreseen tells open pages that there are new projections.
func (a *API) Foreseen(orgID string) { a.hub.announce(orgID) }

// Alerted tells the open pages of users that they have new alerts.
func (a *API) Alerted(orgID string, users []string) { a.hub.alerted(orgID, users) }

// Start begins to watch for changes. It may be called once.
func (a *API) Start(ctx context.Context) {
	a.sweepUploads()
	a.hub.start(ctx)
}

// Drain lets readiness say that no new work should be sent here. What comes all
// the same is still done. It may be called twice.
func (a *API) Drain() { a.draining.Store(true) }

// Stop ends open event streams, cancels running imports and waits for them. It
// may be called twice, and before Start. The database must still be open.
func (a *API) Stop() {
	a.hub.stop()
	a.jobs.stop()
}

// CloseStreams ends open event streams and tells their readers to come back, so that an http.Server that shuts down
// need not wait for them: register it with Server.RegisterOnShutdown.
func (a *API) CloseStreams() { a.hub.closeStreams() }
