package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
)

func healthRoutes(a *API) {
	register(a, route{method: http.MethodGet, path: "/health", name: "get-health", summary: "Whether the server can answer", tag: "server", open: true}, a.getHealth)
	register(a, route{method: http.MethodGet, path: "/openapi.json", name: "get-openapi", summary: "This description", tag: "server", open: true,
		responses: textResponse("application/json", "OpenAPI 3.1.")}, a.getOpenAPI)
}

type health struct {
	Status string `json:"status" enum:"ok"`
}

// getHealth asks the database, without which nothing works.
func (a *API) getHealth(ctx context.Context, _ *caller, _ *none) (*body[health], error) {
	_, err := a.Store.Pulse(ctx, a.OrgID)
	return answer(health{"ok"}), err
}

func (a *API) getOpenAPI(context.Context, *caller, *none) (*file, error) {
	text, err := a.description()
	return &file{ContentType: "application/json", Body: text}, err
}

// OpenAPI returns the description of the interface as indented JSON.
func OpenAPI() ([]byte, error) { return newAPI(Deps{}).description() }

func (a *API) description() ([]byte, error) {
	plain, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, plain, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
