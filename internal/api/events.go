package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/attainhq/attain/internal/access"
)

const (
	heartbeat = 15 * time.Second
	sendTime  = 10 * time.Second // for one event; who takes longer is dropped

	eventStream = "text/event-stream"
	eventsPath  = "/events"
)

func eventRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: eventsPath, name: "follow-events", summary: "Server-sent events: facts (look again), alerts (new ones for the caller), import (a batch), ping and reconnect", tag: "events", stream: true,
		responses: textResponse("text/event-stream", "Events `facts` {seq, at}, `alerts` {}, `import` (a Batch, for those who may import), `ping`, and `reconnect` before the server lets go.")}, a.followEvents)
}

type eventsInput struct {
	LastEventID string `header:"Last-Event-ID" doc:"Id of the last event that was received, after a lost connection."`
}

func (a *API) followEvents(ctx context.Context, c *caller, in *eventsInput) (*huma.StreamResponse, error) {
	return a.streamOf(ctx, c, follower{c.OrgID, c.UserID, c.Role.May(access.ImportFacts)}, in.LastEventID, func() bool { return a.stays(ctx, c) })
}

// follower is who follows events.
type follower struct {
	orgID, userID string
	imports       bool // may see imports
}

// streamOf follows for a reader, as long as he may, from the last event that he
// received.
func (a *API) streamOf(ctx context.Context, c *caller, r follower, lastID string, may func() bool) (*huma.StreamResponse, error) {
	pulse, err := a.Store.Pulse(ctx, r.orgID)
	if err != nil {
		return nil, err
	}
	sub, err := a.hub.subscribe(r.orgID, r.userID, r.imports, pulse)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(huma.Context) {
		defer a.hub.unsubscribe(sub)
		s := newStream(c.w)
		first := []byte("retry: 2000\n\n")
		if last, err := strconv.ParseInt(lastID, 10, 64); err == nil && last != pulse {
			missed, err := event{id: pulse, name: "facts", data: factsEvent{Seq: pulse, At: a.Now().UTC()}}.bytes()
			if err != nil {
				return
			}
			first = append(first, missed...)
		}
		if s.send(first) == nil {
			a.follow(ctx, may, sub, s)
		}
	}}, nil
}

// stays reports whether the caller is still signed in, with the same role.
func (a *API) stays(ctx context.Context, c *caller) bool {
	again := caller{r: c.r, secret: c.secret}
	return a.identify(ctx, &again) == nil && again.Role == c.Role
}

// follow sends events until the reader goes, falls behind, or may not read them
// any more.
func (a *API) follow(ctx context.Context, may func() bool, sub *subscriber, s stream) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		next := event{name: "ping", data: struct{}{}}
		select {
		case <-ctx.Done():
			return
		case <-sub.gone:
			_ = s.send(comeBack()) // he comes back in any case, only not as well spread
			return
		case <-beat.C:
			if !may() {
				return
			}
		case next = <-sub.events:
		}
		text, err := next.bytes()
		if err != nil || s.send(text) != nil {
			return
		}
	}
}

// comeBack asks a reader to connect again, at a moment of his own: when a server
// restarts, not all of them at once.
func comeBack() []byte {
	const soonest, spread = 500 * time.Millisecond, 2500 * time.Millisecond
	wait := soonest + rand.N(spread) //nolint:gosec // it only spreads the load
	return fmt.Appendf(nil, "retry: %d\nevent: reconnect\ndata: {}\n\n", wait.Milliseconds())
}

// bytes writes the event as it goes over the wire.
func (e event) bytes() ([]byte, error) {
	data, err := json.Marshal(e.data) // on one line
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if e.id != 0 {
		fmt.Fprintf(&b, "id: %d\n", e.id)
	}
	fmt.Fprintf(&b, "event: %s\ndata: %s\n\n", e.name, data)
	return b.Bytes(), nil
}

// stream writes events, each within its time.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func newStream(w http.ResponseWriter) stream {
	w.Header().Set("Content-Type", eventStream)
	w.Header().Set("X-Accel-Buffering", "no") // nginx would hold events back
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // a server's time for requests must not end the stream
	return stream{w: w, control: control}
}

func (s stream) send(text []byte) error {
	_ = s.control.SetWriteDeadline(soon(sendTime)) // a writer without deadlines writes all the same
	if _, err := s.w.Write(text); err != nil {
		return err
	}
	return s.control.Flush()
}
