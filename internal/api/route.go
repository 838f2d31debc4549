package api

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/attainhq/attain/internal/access"
	"github.com/attainhq/attain/internal/fault"
)

// route is one operation.
type route struct {
	method, path string // below /api/v1
	name         string // the operation's id
	summary      string
	tag          string
	status       int               // of success; 0: 200, 204 without a body
	open         bool              // for everybody, signed in or not
	need         access.Permission // "" for everybody who is signed in
	stream       bool              // no time limit
	slow         bool              // ten minutes instead of one
	responses    map[string]*huma.Response
}

// caller is who sent the request, with the request.
type caller struct {
	access.Actor
	id     string // of the request
	secret string // of the session; "" without a cookie
	r      *http.Request
	w      http.ResponseWriter
}

type callerKey struct{}

func callerOf(ctx context.Context) *caller {
	c, _ := ctx.Value(callerKey{}).(*caller) // every request has one: see Handler
	return c
}

const (
	requestTime = time.Minute
	slowTime    = 10 * time.Minute
)

// register adds an operation: its handler is called for callers who may use it.
func register[I, O any](a *API, rt route, handle func(ctx context.Context, c *caller, in *I) (*O, error)) {
	op := huma.Operation{
		OperationID: rt.name, Method: rt.method, Path: prefix + rt.path, Summary: rt.summary, Tags: []string{rt.tag},
		DefaultStatus: rt.status, MaxBodyBytes: maxBody, BodyReadTimeout: a.limits.Body, Responses: rt.responses,
		RejectUnknownQueryParameters: true,
		Middlewares:                  huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) { a.admit(rt, ctx, next) }},
	}
	if !rt.open {
		op.Security = []map[string][]string{{"session": {}}, {"token": {}}}
	}
	op.Errors = a.errorsOf(rt)
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		c := callerOf(ctx)
		out, err := handle(ctx, c, in)
		if err != nil {
			return nil, a.problem(c, err)
		}
		return out, nil
	})
}

// errorsOf lists the statuses that any operation of the kind may answer with.
func (a *API) errorsOf(rt route) []int {
	list := []int{http.StatusUnprocessableEntity}
	if !rt.open {
		list = append(list, http.StatusUnauthorized, http.StatusNotFound)
	}
	if rt.need != "" || rt.method != http.MethodGet {
		list = append(list, http.StatusForbidden)
	}
	if rt.method != http.MethodGet {
		list = append(list, http.StatusConflict, http.StatusRequestEntityTooLarge)
	}
	return list
}

// admit lets a request pass to its handler: signed in where that is needed,
// with the permission, and within its time. The body has not been read yet.
func (a *API) admit(rt route, ctx huma.Context, next func(huma.Context)) {
	c := callerOf(ctx.Context())
	r, _ := humago.Unwrap(ctx)
	c.r = r
	if err := a.authenticate(ctx.Context(), c, rt); err != nil {
		a.refuse(ctx, c, err)
		return
	}
	if rt.stream {
		next(ctx)
		return
	}
	limit := requestTime
	if rt.slow {
		limit = slowTime
	}
	timed, cancel := context.WithTimeout(ctx.Context(), limit)
	defer cancel()
	c.r = r.WithContext(timed)
	next(huma.WithContext(ctx, timed))
}

// refuse writes a problem before the handler.
func (a *API) refuse(ctx huma.Context, c *caller, err error) {
	refused := a.problem(c, err)
	var headers huma.HeadersError
	if errors.As(refused, &headers) {
		for name, values := range headers.GetHeaders() {
			ctx.SetHeader(name, values[0])
		}
	}
	p, ok := errors.AsType[*huma.ErrorModel](refused)
	if !ok {
		p = newProblem(http.StatusInternalServerError, "something went wrong in the server", nil)
	}
	writeProblem(c.w, p.Status, p.Detail)
}

// recorded is a mux that notes the patterns of operations.
type recorded struct {
	*http.ServeMux
	note func(pattern string)
}

func (m recorded) HandleFunc(pattern string, handle func(http.ResponseWriter, *http.Request)) {
	m.note(pattern)
	m.ServeMux.HandleFunc(pattern, handle)
}

// arraysAreNeverNull sets the framework's one global, once.
var arraysAreNeverNull = sync.OnceFunc(func() { huma.DefaultArrayNullable = false })

// describe makes the framework's part of the API.
func (a *API) describe() {
	arraysAreNeverNull()
	config := huma.DefaultConfig("Attain", "1.0.0")
	config.Info.Description = "Sales performance: what was reached against what should be, with a receipt for every number. " +
		"Amounts and ratios are decimal strings; days are YYYY-MM-DD; an end is exclusive. " +
		"What the caller may not see is not found."
	config.Info.License = &huma.License{Name: "Apache 2.0", Identifier: "Apache-2.0"}
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", "" // no routes of its own
	config.CreateHooks = nil                                             // no $schema in answers
	config.Transformers = []huma.Transformer{tidyProblem}
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshal}
	config.Formats = map[string]huma.Format{"application/json": format, "json": format} // the second is for …+json
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: cookieName},
		"token":   {Type: "http", Scheme: "bearer"},
	}
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	a.huma = humago.New(recorded{a.mux, func(pattern string) { a.routes = append(a.routes, pattern) }}, config)
}

// schemaName names a type in the description: batchView is Batch, a list of it
// BatchList, and what targetInput holds TargetRequest. The framework's own
// error type is a problem to everybody else.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if strings.HasSuffix(t.PkgPath(), "/scorecard") {
		return "Scorecard" + name // its words are everybody's: line, change, driver
	}
	switch name {
	case "ErrorModel":
		return "Problem"
	case "ErrorDetail":
		return "ProblemDetail"
	}
	if of, ok := strings.CutSuffix(name, "InputBody"); ok {
		return of + "Request"
	}
	if of, ok := strings.CutPrefix(name, "List"); ok {
		name = of + "List"
	}
	return strings.Replace(name, "View", "", 1)
}

// invalid returns an Invalid fault of one field.
func invalid(field string, err error) error {
	message := err.Error()
	if f, ok := errors.AsType[*fault.Error](err); ok && len(f.Fields) == 0 {
		message = f.Message
	}
	wrong := fault.Fields{{Name: field, Message: message}}
	return wrong.Err("the request cannot be used as it is: %s", message)
}
